#!/bin/sh
# resus-step SERVICE OPERATION [ARGUMENT…]: the changes Resus makes as root whose arguments vary.
#
# Installed as /usr/local/sbin/resus-step, owner root, mode 0755. It changes only what /etc/resus/SERVICE.conf names (owner
# root, mode 0644), takes nothing from the environment, and evaluates no argument. What it edits it keeps a copy of in
# /var/backups/resus/SERVICE; when a change does not pass its own test, the copy is put back.
#
# Exit codes: 0 done (or already so), 64 no such operation, 65 an argument is not allowed for this service, 66 what it is
# about is not there, 69 not set up for this service, 70 failed and nothing is changed or all is put back,
# 71 failed, and something stays changed: the text says what.
set -u
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset IFS CDPATH ENV BASH_ENV LD_PRELOAD LD_LIBRARY_PATH
umask 077
me=resus-step

say() { printf '%s\n' "$*"; }
refuse() { say "Refused: $2"; exit "$1"; }
not_allowed() { refuse 65 "$1 Nothing was changed."; }
failed() { say "Failed: $1"; exit 70; }
half_done() { say "Failed: $1"; exit 71; }

conf_of_file() {
  conf_file=/etc/resus/$service.conf
  [ -f "$conf_file" ] || refuse 69 "there is no $conf_file: print it with 'resus doctor --helper $service' and install it (root, 0644)."
  for one in /etc/resus "$conf_file"; do
    case $(stat -Lc '%u %A' "$one") in
    '0 '?????-??-?) ;;
    *) refuse 69 "$one must belong to root and be writable by nobody else." ;;
    esac
  done
  cat "$conf_file"
}

# conf KEY: every value of it, one a line
conf() { printf '%s\n' "$settings" | sed -n "s/^$1=//p"; }
the() { conf "$1" | head -n 1; }
# must KEY WHAT: its value, or the end
must() {
  value=$(the "$1")
  [ -n "$value" ] || refuse 69 "the settings of $service name no $1= ($2)."
}
is_one_of() { conf "$1" | grep -Fxq -e "$2"; }

[ $# -ge 2 ] || refuse 64 "usage: $me SERVICE OPERATION [ARGUMENT…]"
for one; do
  case $one in *[[:cntrl:]]*) refuse 65 'an argument holds a control character.' ;; esac
done
service=$1 operation=$2
shift 2
case $service in '' | [!a-z0-9]* | *[!a-z0-9._-]*) refuse 65 'that is no name of a service.' ;; esac
[ "$(id -u)" = 0 ] || refuse 69 "$me must run as root: allow it in sudoers."
settings=$(conf_of_file) || { say "$settings"; exit 69; }
[ "$(the service)" = "$service" ] || refuse 69 "the settings are for '$(the service)', not for $service."

check_only=
[ "${1-}" != --check ] || { check_only=1; shift; }
argument_count() { [ "$2" -eq "$1" ] || refuse 64 "$operation takes $1 arguments, not $2."; }
