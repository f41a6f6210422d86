
# The fields of /proc/PID/stat stand behind the last ')': a program may have any name.
stat_field() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f"$(($2 - 2))"; }
is_alive() { state=$(stat_field "$1" 3) && [ -n "$state" ] && [ "$state" != Z ]; }
command_of() { tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null; }

owners_of() { # owners_of PORT: the pids that hold its listening socket, by the socket's own number
  hex=$(printf ':%04X' "$1")
  for inode in $(awk -v port="$hex\$" '$4 == "0A" && $2 ~ port { print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null); do
    for fd in /proc/[0-9]*/fd/*; do
      [ "$(readlink "$fd" 2>/dev/null)" = "socket:[$inode]" ] || continue
      fd=${fd#/proc/}
      say "${fd%%/*}"
    done
  done | sort -nu
}

end_pid() { # end_pid PID START: TERM, ten seconds, KILL; fails when it outlives that
  say "TERM to $1: $(command_of "$1")"
  kill -TERM "$1" 2>/dev/null
  left=100
  while is_alive "$1" && [ "$(stat_field "$1" 22)" = "$2" ]; do
    [ $left -gt 0 ] || break
    left=$((left - 1))
    sleep 0.1
    # a suspended process hears TERM only when it is continued
    [ $left -ne 95 ] || kill -CONT "$1" 2>/dev/null
  done
  if is_alive "$1" && [ "$(stat_field "$1" 22)" = "$2" ]; then
    say "It did not end in 10 s: KILL to $1."
    kill -KILL "$1" 2>/dev/null
    sleep 0.5
  fi
  if is_alive "$1" && [ "$(stat_field "$1" 22)" = "$2" ]; then return 1; fi
  say "$1 is gone."
}

# end-process PID PORT: ends exactly the process that holds the service's port, and nothing else
end_process() {
  argument_count 2 $#
  is_one_of port "$2" || not_allowed "$2 is no port of $service."
  case $1 in '' | *[!0-9]* | 0* | 1) not_allowed "'$1' is no process." ;; esac
  owners_of "$2" | grep -Fxq "$1" ||
    refuse 66 "process $1 does not hold port $2 (now: $(owners_of "$2" | tr '\n' ' ')). Nothing was ended."
  end_pid "$1" "$(stat_field "$1" 22)" || half_done "process $1 does not end, even by KILL."
  others=$(owners_of "$2" | tr '\n' ' ')
  [ -z "$others" ] || half_done "port $2 is held by another process now: $others"
  say "Port $2 is free."
}

# end-leftovers: after a stop, what still holds the service's port and is the service's own (same user or directory)
end_leftovers() {
  argument_count 0 $#
  must port 'what it listens on'
  port=$value
  for pid in $(owners_of "$port"); do
    user=$(stat -c %U "/proc/$pid" 2>/dev/null) || continue
    place=$(readlink "/proc/$pid/cwd")
    if [ "$user" != "$(the app_user)" ] && [ "$place" != "$(the dir)" ]; then
      failed "port $port is held by $pid ($user, $(command_of "$pid")), which is not the service's own."
    fi
    end_pid "$pid" "$(stat_field "$pid" 22)" || half_done "process $pid does not end, even by KILL."
  done
  [ -z "$(owners_of "$port")" ] || half_done "port $port is still held by $(owners_of "$port" | tr '\n' ' ')"
  say "Port $port is free."
}

service_pids() { # every process of the service, as its manager or its port tells
  case $(the kind) in
  systemd)
    group=$(systemctl show -P ControlGroup "$(the unit)")
    [ -n "$group" ] && cat "/sys/fs/cgroup$group/cgroup.procs" "/sys/fs/cgroup/systemd$group/cgroup.procs" 2>/dev/null
    ;;
  supervisor) supervisorctl pid "$(the program)" | grep -E '^[1-9][0-9]*$' ;;
  esac
  [ -z "$(the port)" ] || owners_of "$(the port)"
}

# resume: continues the service's processes that are suspended (SIGSTOP), with their children
resume() {
  argument_count 0 $#
  pids=$(service_pids | sort -nu)
  [ -n "$pids" ] || refuse 66 "no process of $service is known."
  count=0
  while [ -n "$pids" ]; do
    children=
    for pid in $pids; do
      children="$children $(cat /proc/"$pid"/task/*/children 2>/dev/null)"
      [ "$(stat_field "$pid" 3)" = T ] || continue
      kill -CONT "$pid" && say "Continued $pid: $(command_of "$pid")" && count=$((count + 1))
    done
    pids=$(printf '%s' "$children" | tr -s ' ' '\n' | grep .)
  done
  [ $count -gt 0 ] || refuse 66 "no process of $service is suspended."
  say "$count processes were suspended and run on."
}
