
drop_in() { dir=/etc/systemd/system/$1.d; file=$dir/90-resus.conf; }
unit_name() { # the unit's full name: unit files and drop-ins need the suffix
  must unit 'its systemd unit'
  case $value in *.service) unit=$value ;; *) unit=$value.service ;; esac
}

drop_in_line() { # drop_in_line KEY VALUE: as the drop-in has to say it
  case $1 in
  # these add to what stands before, unless it is emptied first
  ExecStart | EnvironmentFile) printf '%s=\n%s=%s\n' "$1" "$1" "$2" ;;
  *) printf '%s=%s\n' "$1" "$2" ;;
  esac
}

# write_drop_in NEW: shows it, writes it, lets systemd judge it; else puts back what was there
write_drop_in() {
  [ -f "$file" ] || touch "$room/none"
  before=$file
  [ -f "$file" ] || before=$room/none
  diff -u -L "$file" -L "$file (new)" "$before" "$1"
  [ -z "$check_only" ] || exit 0
  had=
  if [ -f "$file" ]; then keep "$file"; had=$kept; fi
  mkdir -p "$dir" && chmod 755 "$dir" && cat "$1" >"$file" && chmod 644 "$file" || half_done "$file could not be written."
  # of all that verify tells only the loading of this unit counts: others may have been broken for years
  told=$(systemctl daemon-reload 2>&1; systemctl show -P LoadState,LoadError "$unit"; systemd-analyze verify "$unit" 2>&1 | grep -F "$file")
  if [ "$(systemctl show -P LoadState "$unit")" = loaded ] && ! printf '%s' "$told" | grep -Fq "$file"; then
    say "systemd took it. To undo: $me $service restore-unit"
    return
  fi
  say "$told"
  if [ -n "$had" ]; then cat "$had" >"$file"; else rm -f "$file"; fi
  systemctl daemon-reload
  failed "systemd does not accept the change; $file is as it was."
}

merged_drop_in() { # merged_drop_in KEY VALUE: the present drop-in with this one setting changed
  { [ ! -f "$file" ] || cat "$file"; } | grep -v -e "^$1=" -e '^\[Service\]$' -e '^#' >"$room/rest"
  { say '# Written by resus-step; remove this file and run systemctl daemon-reload to undo it.'; say '[Service]'
    cat "$room/rest"; drop_in_line "$1" "$2"; } >"$room/new"
}

# raise-memory UNIT VALUE: 512M, 2G, or "double" what it may use now; never more than nine tenths of the machine
raise_memory() {
  argument_count 2 $#
  unit_name
  [ "$1" = "$(the unit)" ] || [ "$1" = "$unit" ] || not_allowed "$1 is not the unit of $service."
  now=$(systemctl show -P MemoryMax "$unit")
  machine=$(awk '/^MemTotal:/ { printf "%.0f", $2 * 1024 * 0.9 }' /proc/meminfo)
  case $2 in
  double) case $now in *[!0-9]* | '') refuse 66 "$unit has no limit of memory: there is nothing to raise." ;; esac
    bytes=$((now * 2)) ;;
  *[!0-9MG]* | '' | [MG]* | *[MG]?*) not_allowed "'$2' is no size: 512M, 2G or double." ;;
  *G) bytes=$((${2%G} * 1073741824)) ;;
  *M) bytes=$((${2%M} * 1048576)) ;;
  *) bytes=$2 ;;
  esac
  [ "$bytes" -le "$machine" ] || not_allowed "$bytes bytes are more than nine tenths of this machine ($machine)."
  case $now in *[!0-9]*) ;; *) [ "$bytes" -gt "$now" ] || not_allowed "$unit may use $now bytes already." ;; esac
  room
  drop_in "$unit"
  merged_drop_in MemoryMax "$bytes"
  write_drop_in "$room/new"
  # the limit holds at once, for what runs too
  systemctl set-property --runtime "$unit" "MemoryMax=$bytes"
  say "$unit may use $bytes bytes (before: $now)."
}

unit_line_allowed() { # unit_line_allowed KEY VALUE: only what the settings of the service say, or harmless numbers
  case $1 in
  WorkingDirectory) is_one_of dir "$2" && [ -d "$2" ] ;;
  EnvironmentFile) is_one_of env_file "$2" && [ -f "$2" ] ;;
  User | Group) is_one_of app_user "$2" && id "$2" >/dev/null 2>&1 ;;
  Restart) case $2 in no | on-failure | always | on-abnormal) ;; *) false ;; esac ;;
  RestartSec | TimeoutStartSec | TimeoutStopSec | LimitNOFILE) case $2 in '' | *[!0-9]* | ???????*) false ;; esac ;;
  *) false ;;
  esac
}

# set-unit-line KEY VALUE: one setting of the service's unit, in a drop-in of Resus
set_unit_line() {
  argument_count 2 $#
  unit_name
  unit_line_allowed "$1" "$2" || not_allowed "$1=$2 is not what the settings of $service allow, or it is not there."
  room
  drop_in "$unit"
  merged_drop_in "$1" "$2"
  write_drop_in "$room/new"
}

program_in_place() { # program_in_place PATH: the same program where the service's environment has it
  [ -n "$(the venv)" ] || return 1
  instead=$(the venv)/bin/$(basename "$1")
  case $(basename "$1") in python3.*) [ -x "$instead" ] || instead=$(the venv)/bin/python ;; esac
  [ -x "$instead" ]
}

# repair-unit: what the unit says that cannot be (a directory, a user, a file or a program that is not there) becomes what
# the settings of the service say. Invents nothing: what they do not say stays.
repair_unit() {
  argument_count 0 $#
  unit_name
  room
  drop_in "$unit"
  : >"$room/lines"
  place=$(systemctl show -P WorkingDirectory "$unit")
  place=${place#!}
  if [ -n "$place" ] && [ "$place" != '~' ] && [ ! -d "$place" ] && unit_line_allowed WorkingDirectory "$(the dir)"; then
    drop_in_line WorkingDirectory "$(the dir)" >>"$room/lines"
  fi
  for key in User Group; do
    name=$(systemctl show -P $key "$unit")
    [ -n "$name" ] || continue
    if [ $key = User ]; then id "$name" >/dev/null 2>&1 && continue; else getent group "$name" >/dev/null && continue; fi
    if unit_line_allowed $key "$(the app_user)"; then drop_in_line $key "$(the app_user)" >>"$room/lines"; fi
  done
  variables=$(systemctl show -P EnvironmentFiles "$unit" | sed -n '1s/ (ignore_errors=no)$//p')
  if [ -n "$variables" ] && [ ! -f "$variables" ] && unit_line_allowed EnvironmentFile "$(the env_file)"; then
    drop_in_line EnvironmentFile "$(the env_file)" >>"$room/lines"
  fi
  started=$(systemctl cat "$unit" 2>/dev/null | sed -n 's/^ExecStart=//p' | tail -n 1)
  program=${started%% *}
  case $program in
  /*) if [ ! -x "$program" ] && program_in_place "$program"; then
      drop_in_line ExecStart "$instead${started#"$program"}" >>"$room/lines"
    fi ;;
  esac
  [ -s "$room/lines" ] || refuse 66 "nothing in $unit contradicts the settings of $service: a person has to look at it (systemctl cat $unit)."
  { say '# Written by resus-step; remove this file and run systemctl daemon-reload to undo it.'; say '[Service]'; cat "$room/lines"; } >"$room/new"
  write_drop_in "$room/new"
}

# restore-unit: the newest copy of the drop-in becomes the drop-in again; without one, it goes away
restore_unit() {
  argument_count 0 $#
  unit_name
  drop_in "$unit"
  [ -f "$file" ] || refuse 66 "there is no $file."
  if newest_copy "$file"; then cat "$found" >"$file"; else rm -f "$file"; fi
  systemctl daemon-reload
  say "$file is as it was before the last change."
}
