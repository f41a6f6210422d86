
# Programs of supervisor: the file that defines the program is found, must be root's, and only its own section is touched.
program_file() {
  must program 'its supervisor program'
  program=$value
  for one in /etc/supervisor/conf.d/*.conf /etc/supervisord.d/*.ini /etc/supervisor/supervisord.conf /etc/supervisord.conf; do
    [ -f "$one" ] && grep -Fxq "[program:$program]" "$one" && { real_file "$one"; return; }
  done
  refuse 66 "no file of supervisor defines the program $program."
}

program_setting() { # program_setting KEY: its value in the program's section
  awk -v section="[program:$program]" -v key="$1" '
    /^\[/ { inside = $0 == section }
    inside && index($0, key "=") == 1 { print substr($0, length(key) + 2); exit }' "$real"
}

with_setting() { # with_setting FILE KEY VALUE: FILE with this setting of the program changed or added
  awk -v section="[program:$program]" -v key="$2" -v value="$3" '
    function put() { if (inside && !done) { print key "=" value; done = 1 } }
    /^\[/ { put(); inside = $0 == section; print; next }
    inside && (index($0, key "=") == 1 || index($0, key " =") == 1) { put(); next }
    inside && /^[ \t]*$/ { put() }
    { print }
    END { put() }' "$1"
}

write_program() { # write_program NEW: shows it, writes it, lets supervisor read it; else puts back what was there
  show_diff "$real" "$1"
  [ -z "$check_only" ] || exit 0
  keep "$real"
  write_through "$real" <"$1" || half_done "$real could not be written: its copy is $kept."
  if told=$(supervisorctl reread 2>&1) && told="$told
$(supervisorctl update "$program" 2>&1)" && ! printf '%s' "$told" | grep -q '^ERROR\|^error'; then
    say "$told"
    say "supervisor took it. The file as it was: $kept"
    return
  fi
  say "$told"
  write_through "$real" <"$kept" || half_done "$real could not be put back: its copy is $kept."
  supervisorctl reread >/dev/null 2>&1
  supervisorctl update "$program" >/dev/null 2>&1
  failed "supervisor does not accept the change; $real is as it was."
}

program_line_allowed() {
  case $1 in
  directory) is_one_of dir "$2" && [ -d "$2" ] ;;
  user) is_one_of app_user "$2" && id "$2" >/dev/null 2>&1 ;;
  autostart) [ "$2" = true ] || [ "$2" = false ] ;;
  autorestart) [ "$2" = true ] || [ "$2" = false ] || [ "$2" = unexpected ] ;;
  startsecs | startretries | stopwaitsecs) case $2 in '' | *[!0-9]* | ?????*) false ;; esac ;;
  *) false ;;
  esac
}

# set-program-line KEY VALUE: one setting of the service's program
set_program_line() {
  argument_count 2 $#
  program_line_allowed "$1" "$2" || not_allowed "$1=$2 is not what the settings of $service allow, or it is not there."
  program_file
  room
  with_setting "$real" "$1" "$2" >"$room/new"
  write_program "$room/new"
}

# repair-program: as repair-unit. A directory, user or command that is not there, and a port that is not the service's
repair_program() {
  argument_count 0 $#
  program_file
  room
  cp "$real" "$room/new"
  changed=
  change() { with_setting "$room/new" "$1" "$2" >"$room/next" && mv "$room/next" "$room/new" && changed=1; }
  place=$(program_setting directory)
  if [ -n "$place" ] && [ ! -d "$place" ] && program_line_allowed directory "$(the dir)"; then change directory "$(the dir)"; fi
  name=$(program_setting user)
  if [ -n "$name" ] && ! id "$name" >/dev/null 2>&1 && program_line_allowed user "$(the app_user)"; then change user "$(the app_user)"; fi
  command=$(program_setting command)
  started=${command%% *}
  case $started in
  /*) if [ ! -x "$started" ] && program_in_place "$started"; then command=$instead${command#"$started"}; fi ;;
  esac
  if [ -n "$(the port)" ]; then
    command=$(printf '%s\n' "$command" | sed "s/\(--port[ =]\)[0-9][0-9]*/\1$(the port)/")
  fi
  [ "$command" = "$(program_setting command)" ] || change command "$command"
  [ -n "$changed" ] || refuse 66 "nothing in $real contradicts the settings of $service: a person has to look at it."
  write_program "$room/new"
}

# restore-program: the newest copy of the program's file becomes the file again
restore_program() {
  argument_count 0 $#
  program_file
  newest_copy "$real" || refuse 66 "no copy of $real was kept."
  room
  cp "$found" "$room/new"
  write_program "$room/new"
}
