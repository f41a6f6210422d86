
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

# Who else than root decides what a path leads to: the owner of the first directory on it that is not root's alone.
holder() { # holder PATH: prints root, or that owner; "everybody" for a directory that anyone can write
  above=$1
  held=root
  while [ "$above" != / ]; do
    above=$(dirname "$above")
    case $(stat -Lc '%U %A' "$above") in
    'root '?????-??-?) ;;
    'root '*) held=everybody ;;
    *) held=$(stat -Lc %U "$above") ;;
    esac
  done
  say "$held"
}

real_file() { # real_file FILE: where it leads. Through a directory of somebody else only to a file of the same owner
  real=$(readlink -f -- "$1") && [ -f "$real" ] || refuse 66 "$1 is not there."
  writer=$(holder "$1")
  [ "$writer" != root ] || writer=$(holder "$real")
  if [ "$writer" = root ]; then writer=$(stat -c %U "$real"); fi
  [ "$(stat -c %U "$real")" = "$writer" ] ||
    not_allowed "$1 belongs to $(stat -c %U "$real"), but its directory to $writer: correct the owner first (fix-permissions)."
}

write_through() { # write_through FILE: what comes on standard input becomes its content, with its owner's rights
  as_user "$(stat -c %U "$1")" sh -c 'cat >"$0"' "$1"
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
