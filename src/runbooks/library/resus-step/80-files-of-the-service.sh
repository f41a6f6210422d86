
# set-env NAME: one variable in the service's file; its value comes on standard input and is never shown
set_env() {
  argument_count 1 $#
  case $1 in
  '' | [!A-Za-z_]* | *[!A-Za-z0-9_]*) not_allowed "'$1' is no name of a variable." ;;
  LD_* | PATH | ENV | BASH_ENV | IFS | PYTHONPATH | PYTHONSTARTUP | PYTHONHOME | NODE_OPTIONS | PERL5* | RUBYOPT | GIT_* | SHELL | HOME)
    not_allowed "$1 decides what code is run: it is not set from here." ;;
  esac
  must env_file 'its file of variables'
  real_file "$value"
  is_one_of env_name "$1" || grep -Eq "^(export )?$1=" "$real" || not_allowed "$1 is neither in $value nor among the variables of $service."
  text=$(cat; printf x)
  text=${text%x}
  text=${text%
}
  [ -n "$text" ] || not_allowed 'the value is empty.'
  case $text in *[[:cntrl:]]*) not_allowed 'the value has more than one line, or a control character.' ;; esac
  case $text in
  *[!A-Za-z0-9_./:@%+,=~?\&-]*)
    case $text in
    *\'* | *\\*) not_allowed 'the value needs quoting that the readers of such files understand differently.' ;;
    esac
    text="'$text'" ;;
  esac
  room
  # by environment, not by -v: awk would read backslashes in it
  name=$1 text=$text awk '
    BEGIN { name = ENVIRON["name"]; text = ENVIRON["text"] }
    { line = $0; sub(/^export /, "", line); lead = line == $0 ? "" : "export " }
    index(line, name "=") == 1 { if (!done) print lead name "=" text; done = 1; next }
    { print }
    END { if (!done) print name "=" text }' "$real" >"$room/new"
  was=absent
  ! grep -Eq "^(export )?$1=." "$real" || was='another value'
  ! cmp -s "$real" "$room/new" || { say "$1 has this value already."; exit 0; }
  keep "$real"
  write_through "$real" <"$room/new" || half_done "$real could not be written: its copy is $kept."
  say "$1 is set in $real (before: $was). The file as it was: $kept"
}

# restore-env: the newest copy of the file of variables becomes the file again
restore_env() {
  argument_count 0 $#
  must env_file 'its file of variables'
  real_file "$value"
  newest_copy "$real" || refuse 66 "no copy of $real was kept."
  write_through "$real" <"$found" || half_done "$real could not be written: its copy is $found."
  say "$real is as it was before the last change."
}

own() { # own OWNER PATH: says what it does; of links the link, never what it points to
  [ "$(stat -c %U "$2")" = "$1" ] && return
  say "owner of $2: $(stat -c %U "$2") → $1"
  [ -n "$check_only" ] || chown -h "$1" "$2" || half_done "the owner of $2 cannot be changed."
}

allow() { # allow MODE PATH: adds or takes away what MODE says
  [ ! -h "$2" ] || return 0
  before=$(stat -c %a "$2")
  if [ -n "$check_only" ]; then say "mode of $2: $before, then $1"; return; fi
  chmod "$1" "$2" || half_done "the mode of $2 cannot be changed."
  [ "$(stat -c %a "$2")" = "$before" ] || say "mode of $2: $before → $(stat -c %a "$2")"
}

own_group() { # own_group GROUP PATH
  [ -n "$1" ] && [ "$(stat -c %G "$2")" != "$1" ] || return 0
  say "group of $2: $(stat -c %G "$2") → $1"
  [ -n "$check_only" ] || chgrp -h "$1" "$2" || half_done "the group of $2 cannot be changed."
}

proxy_group() { # the group of the processes that have to reach the socket
  for one in /proc/[0-9]*; do
    case $(tr '\0' ' ' <"$one/cmdline" 2>/dev/null) in
    'nginx: worker'* | '/usr/sbin/apache2 '* | '/usr/bin/caddy '*)
      group=$(stat -c %G "$one")
      [ "$group" = root ] || { say "$group"; return; } ;;
    esac
  done
}

# fix-paths [--check]: owner and mode of the paths the settings name, each as its rule says; nothing is opened to everyone.
#   path=OWNER:RULE:PATH   writable: the owner may use and change it and what is in it. readable: … use it.
#                          secret: the owner reads it, nobody outside its group does. socket: its group may connect.
fix_paths() {
  argument_count 0 $#
  [ -n "$(conf path)" ] || refuse 69 "the settings of $service name no path."
  room
  conf path >"$room/paths"
  while IFS=: read -r owner rule path; do
    if [ ! -e "$path" ]; then say "$path is not there."; continue; fi
    if [ "$(readlink -f "$path")" != "$path" ] && [ "$(holder "$path")" != root ]; then
      say "$path leads to $(readlink -f "$path"), through a directory that is not root's: left as it is."
      continue
    fi
    [ $rule = socket ] || id "$owner" >/dev/null 2>&1 || { say "there is no user $owner."; continue; }
    case $rule in
    writable | readable)
      own "$owner" "$path"
      if [ $rule = writable ]; then mode=u+rwX; else mode=u+rX; fi
      allow $mode "$path"
      if [ $rule = writable ] && [ -d "$path" ]; then
        # a file with a second name may be somebody else's file
        find "$path" -xdev -mindepth 1 ! -user "$owner" \( -type d -o -links 1 \) ! -type l -print >"$room/foreign"
        while IFS= read -r one; do own "$owner" "$one"; allow u+rwX "$one"; done <"$room/foreign"
      fi ;;
    secret)
      # systemd reads such files as root: what root keeps in a directory of its own is meant to be root's
      case $(stat -c %U "$(dirname "$path")") in
      root) ;;
      *) own "$owner" "$path" ;;
      esac
      allow u+r,g-wx,o-rwx "$path" ;;
    socket)
      group=$(proxy_group)
      own_group "$group" "$path"
      allow g+rw "$path"
      above=$(dirname "$path")
      # a directory of root or of the system is not ours to open
      if [ "$(stat -c %U "$above")" != root ]; then own_group "$group" "$above"; allow g+x "$above"; fi ;;
    esac
  done <"$room/paths"
  say 'The named paths are as the settings say.'
}
