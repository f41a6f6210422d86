
# Files are written through, not replaced, so that owner, mode and links stay; and as their owner, so that what an
# application's user has put in the way is met with that user's rights, not with root's.
vault=/var/backups/resus/$service

keep() { # keep FILE: a copy in the vault, named after the file and the time
  mkdir -p "$vault" && chmod 700 /var/backups/resus "$vault" || failed "cannot write $vault."
  stamped=$vault/$(printf '%s' "$1" | tr / %).$(date -u +%Y%m%dT%H%M%SZ)
  kept=$stamped number=1
  # two changes within one second must not share a copy
  while [ -e "$kept" ]; do kept=$stamped-$number number=$((number + 1)); done
  cp -p -- "$1" "$kept" || failed "cannot keep a copy of $1 in $vault."
}

newest_copy() { # newest_copy FILE: the path of its last copy; fails when there is none
  # by the time in their names: a copy has the age of what it copied
  found=$(ls "$vault/$(printf '%s' "$1" | tr / %)".* 2>/dev/null | tail -n 1)
  [ -n "$found" ]
}

as_user() { # as_user USER COMMAND…
  who=$1
  shift
  if [ "$who" = root ]; then
    "$@"
  elif command -v runuser >/dev/null; then
    runuser -u "$who" -- "$@"
  else
    su -s /bin/sh "$who" -c 'exec "$0" "$@"' "$@"
  fi
}

write_through() { # write_through FILE: what comes on standard input becomes its content
  owner=$(stat -c %U "$1")
  if [ "$owner" = root ]; then
    case $(stat -c '%u %A' "$(dirname "$1")") in
    '0 '?????-??-?) ;;
    *) not_allowed "$1 belongs to root, but others can write its directory." ;;
    esac
  fi
  as_user "$owner" sh -c 'cat >"$0"' "$1"
}

real_file() { # real_file FILE: where links lead, when that is an ordinary file
  real=$(readlink -f -- "$1") && [ -f "$real" ] || refuse 66 "$1 is not there."
}

show_diff() { # show_diff FILE NEW: what would change
  diff -u -L "$1" -L "$1 (new)" "$1" "$2"
  [ $? -lt 2 ] || failed "the difference of $1 cannot be shown."
}

room() { # a private directory that goes away with us
  room=$(mktemp -d /tmp/resus-step.XXXXXX) || failed 'cannot make a temporary directory.'
  trap 'rm -rf "$room"' EXIT
  trap 'exit 70' HUP INT TERM
}
