#!/usr/bin/env bash
# Real hosts for tests: each is Debian with its own systemd as PID 1, its own network namespace and address,
# and a real sshd. Needs root on Linux; debootstrap, overlayfs and namespaces do the rest. No Docker.
#
#   lab.sh available             exit 0, or 1 with the reason on stderr
#   lab.sh build                 make the base image once (about 2 minutes; `up` does it when needed)
#   lab.sh up ID [HOSTNAME]      boot a host; prints its address, port, key and host-key fingerprint
#   lab.sh exec ID CMD...        run a command inside it, past ssh (to break things, or to look)
#   lab.sh put ID DEST MODE      write standard input to a file in it
#   lab.sh cut ID | mend ID      take its network link down, or up again
#   lab.sh down ID... | down all kill hosts, drop their disks, and clean what they used
#   lab.sh renew ID [HOSTNAME]   boot it anew: same address and host key, all that was changed on it is gone
#   lab.sh freeze ID LAYER       power a host off in order and keep its disk as LAYER
#   lab.sh packages SET [there]  install a set of packages as a layer (once) and print its name: packages.sh
#   lab.sh reap                  take down the hosts whose owner process is gone (`up` does it too)
#   lab.sh stamp                 print the version of the base image
#
# RESUS_LAB_DIR (/var/tmp/resus-lab) holds everything, RESUS_LAB_NET (10.88.42) is the first three octets.
# For `up` and `renew`: RESUS_LAB_LAYER boots on a frozen disk, RESUS_LAB_OWNER is the pid that the host must not outlive
# (default: the caller), RESUS_LAB_SUDO is the text of the login's sudoers file, RESUS_LAB_KERNEL_LOG=1 gives it
# the kernel's log, where an OOM kill is told.
set -euo pipefail
HERE=$(dirname "$(readlink -f "$0")")
LAB=${RESUS_LAB_DIR:-/var/tmp/resus-lab}
NET=${RESUS_LAB_NET:-10.88.42}
PACKAGES=systemd,systemd-sysv,dbus,libpam-systemd,openssh-server,sudo,curl,iproute2,procps,lsof,ca-certificates
PACKAGES+=,git,nftables,psmisc,net-tools,faketime,supervisor,redis-server,postgresql,nginx-light
PACKAGES+=,python3,gunicorn,python3-django,python3-psycopg2,python3-fastapi,python3-uvicorn,python3-redis,python3-jwt

say() { echo "lab: $*" >&2; }
die() { say "$*"; exit 1; }
locked() { local file=$1; shift; (flock 9; "$@") 9>"$LAB/$file.lock"; }
hex() { local IFS=.; printf '%02x%02x%02x' $NET; }
need() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || die "$1 is missing and there is no apt-get: install $2, then try again"
  say "installing $2"; { apt-get update -qq && apt-get install -y -qq "$2"; } >/dev/null 2>&1 ||
    die "could not install $2: install it by hand, then try again"
}

source "$HERE/base.sh"
source "$HERE/packages.sh"
source "$HERE/engine-data.sh"

drop_old() { # bases and layers that nobody booted from for a week; a sooner end would hurt another version of this script
  local used what
  for used in "$LAB"/base-*.used "$LAB"/layers/*.used; do
    what=${used%.used}
    [[ -n $(find "$used" -mtime +7 2>/dev/null) && $what != "$BASE" ]] || continue
    grep -qsx "$(basename "$what")" "$LAB"/hosts/*/layer || rm -rf "$what" "$used" "$what".{on,docker}
  done
}

available() {
  [[ $(uname -s) == Linux ]] || die 'not Linux'
  [[ $EUID == 0 ]] || die 'not root: namespaces, overlayfs and addresses need it'
  local tool; for tool in unshare nsenter flock; do command -v $tool >/dev/null || die "$tool is missing (util-linux)"; done
  [[ -e $BASE/.ready ]] || command -v debootstrap >/dev/null || command -v apt-get >/dev/null ||
    die 'no base image, no debootstrap and no apt-get to install it'
  unshare --mount --uts --ipc --pid --cgroup --net --fork true 2>/dev/null || die 'the kernel refuses new namespaces'
  mkdir -p "$LAB" 2>/dev/null || die "$LAB is not writable: set RESUS_LAB_DIR"
  local try; try=$(mktemp -d "$LAB/try.XXXXXX"); trap "rm -rf '$try'" EXIT
  mkdir "$try"/{lower,upper,work,root}
  unshare --mount mount -t overlay overlay -o "lowerdir=$try/lower,upperdir=$try/upper,workdir=$try/work" "$try/root" \
    2>/dev/null || die "overlayfs cannot be mounted in $LAB: set RESUS_LAB_DIR to a directory on a plain disk"
  [[ -z $(cgroups probe) ]] && die 'no writable cgroup hierarchy'
  ! command -v ip >/dev/null || unshare --net ip link add probe type bridge 2>/dev/null || die 'no bridge devices'
}

cgroups() { # the host's own directory in each cgroup hierarchy (cpuset would need its masks set first)
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    [[ -w /sys/fs/cgroup/cgroup.subtree_control ]] && echo "/sys/fs/cgroup/resus-lab/$1"
    return 0
  fi
  awk -F: '$2 != "cpuset" {c = $2; sub(/^name=/, "", c); if (c == "") c = "unified"; print c, $3}' /proc/self/cgroup |
    while read -r c path; do [[ ! -d /sys/fs/cgroup/$c ]] || echo "/sys/fs/cgroup/$c${path%/}/resus-lab-$1"; done
}

delegate() { # on pure cgroup 2 the controllers must be handed down before a host can limit memory
  [[ -e /sys/fs/cgroup/cgroup.controllers ]] || return 0
  local c; mkdir -p /sys/fs/cgroup/resus-lab
  for c in cpu memory pids; do
    echo +$c >/sys/fs/cgroup/cgroup.subtree_control; echo +$c >/sys/fs/cgroup/resus-lab/cgroup.subtree_control
  done 2>/dev/null || true
}

born() { awk '{sub(/.*\) /, ""); if ($1 != "Z") print $20}' "/proc/$1/stat" 2>/dev/null; } # start time: a pid alone may be reused

claim() { # reserves the directory and an address; callers hold the lock
  local host=$LAB/hosts/$1 n owner=${RESUS_LAB_OWNER:-$PPID}
  [[ ! -e $host ]] || die "$1 is up already"
  for ((n = 11; n < 250; n++)); do grep -qsx "$NET.$n" "$LAB"/hosts/*/ip || break; done
  ((n < 250)) || die "all addresses of $NET.0/24 are taken: lab.sh reap, or set RESUS_LAB_NET"
  mkdir -p "$host"/{upper,work,root}; echo "$NET.$n" >"$host/ip"
  echo "$owner $(born "$owner")" >"$host/owner"
  printf 'rv%s%02x\n' "$(hex)" "$n" >"$host/link"
  cgroups "$1" >"$host/cgroups"
  ip link show "rb$(hex)" >/dev/null 2>&1 && return
  ip link add "rb$(hex)" type bridge; ip addr add "$NET.1/24" dev "rb$(hex)"; ip link set "rb$(hex)" up
}

furnish() { # what makes a host itself: name, keys, logins
  local id=$1 name=$2 host=$LAB/hosts/$1 up=$LAB/hosts/$1/upper uid
  uid=$(awk -F: '$1 == "bot" {print $3}' "$BASE/etc/passwd")
  mkdir -p "$up"/{root/.ssh,home/bot/.ssh,etc/ssh,etc/sudoers.d}
  cp "$LAB/key.pub" "$up/root/.ssh/authorized_keys"; cp "$LAB/key.pub" "$up/home/bot/.ssh/authorized_keys"
  chown -R "$uid:$uid" "$up/home/bot"; chmod 700 "$up/root" "$up/root/.ssh" "$up/home/bot/.ssh"; chmod 755 "$up/home/bot"
  chmod 750 "$up/etc/sudoers.d"
  [[ -e $host/host_key ]] || ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$host/host_key"
  cp "$host/host_key" "$up/etc/ssh/ssh_host_ed25519_key"; cp "$host/host_key.pub" "$up/etc/ssh/ssh_host_ed25519_key.pub"
  [[ -z ${RESUS_LAB_SUDO:-} ]] || { printf '%s\n' "$RESUS_LAB_SUDO" >"$up/etc/sudoers.d/bot"; chmod 440 "$up/etc/sudoers.d/bot"; }
  echo "$name" >"$up/etc/hostname"; tr -d - </proc/sys/kernel/random/uuid >"$up/etc/machine-id"
  printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n%s %s\n' "$(cat "$host/ip")" "$name" >"$up/etc/hosts"
}

up() {
  build; mkdir -p "$LAB/hosts"; locked reap reap; delegate
  locked address claim "$1"
  launch "$1" "$2"
}

renew() {
  local host=$LAB/hosts/$1
  [[ -e $host/ip ]] || die "$1 is not up"
  halt "$1"
  rm -rf "$host"/{upper,work,root,docker}; mkdir "$host"/{upper,work,root}
  launch "$1" "$2"
}

launch() {
  local id=$1 name=$2 host=$LAB/hosts/$1 lower=$BASE ip link cg i
  touch "$BASE.used"
  if [[ -n ${RESUS_LAB_LAYER:-} ]]; then
    chain "$RESUS_LAB_LAYER" >"$host/layer"
    lower=$(sed "s|^|$LAB/layers/|" "$host/layer" | paste -sd:):$BASE; sed "s|.*|$LAB/layers/&.used|" "$host/layer" | xargs touch
  fi
  ! has_engine "$lower" || thaw_engine "$LAB/layers/${RESUS_LAB_LAYER:-}.docker" "$host/docker"
  ip=$(<"$host/ip"); link=$(<"$host/link")
  trap 'down "$id"' ERR
  furnish "$id" "$name"
  ip netns add "resus-$id"
  # the same address has the same card for ever: a neighbour that remembers another one would wait ten seconds
  ip link add "$link" type veth peer name eth0 address "$(printf '02:00:%02x:%02x:%02x:%02x' ${ip//./ })" netns "resus-$id"
  ip link set "$link" master "rb$(hex)" up
  ip -n "resus-$id" addr add "$ip/24" dev eth0
  ip -n "resus-$id" link set lo up; ip -n "resus-$id" link set eth0 up
  while read -r cg; do mkdir -p "$cg"; done <"$host/cgroups"
  HOST=$host NAME=$name LOWER=$lower setsid bash -c '
    while read -r cg; do echo $$ >"$cg/cgroup.procs"; done <"$HOST/cgroups"; exec "$@"' _ \
    ip netns exec "resus-$id" unshare --mount --uts --ipc --pid --cgroup --fork --kill-child \
    bash "$HERE/init.sh" </dev/null >"$host/boot.log" 2>&1 9>&- &
  echo "$!" >"$host/launcher"
  for ((i = 0; i < 600; i++)); do
    (exec 3<>"/dev/tcp/$ip/22") 2>/dev/null && break
    kill -0 "$(<"$host/launcher")" 2>/dev/null || i=600
    sleep 0.05
  done
  ((i < 600)) || { cat "$host/boot.log" >&2; down "$id"; die "$id did not come up"; }
  trap - ERR
  init_pid "$id" >"$host/init"
  printf 'id=%s address=%s port=22 key=%s fingerprint=%s\n' "$id" "$ip" "$LAB/key" \
    "$(ssh-keygen -lf "$host/upper/etc/ssh/ssh_host_ed25519_key.pub" | cut -d' ' -f2)"
}

chain() { # a layer and those below it, from the top
  echo "$1"; [[ ! -e $LAB/layers/$1.on ]] || chain "$(<"$LAB/layers/$1.on")"
}

init_pid() { # the outer pid of the host's own PID 1
  local launcher; launcher=$(cat "$LAB/hosts/$1/launcher" 2>/dev/null) || return 1
  tr -d ' ' <"/proc/$launcher/task/$launcher/children" 2>/dev/null | grep . || return 1
}

run_in() {
  local id=$1; shift; [[ -s $LAB/hosts/$id/init ]] || die "$id is not up"
  exec nsenter -t "$(<"$LAB/hosts/$id/init")" -a env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"
}

stop() { # the kernel ends everything in a pid namespace with its init
  local pid i
  pid=$(init_pid "$1") || return 0
  kill -s "$2" "$pid" 2>/dev/null || return 0
  for ((i = 0; i < $3 * 20; i++)); do [[ -e /proc/$pid ]] || return 0; sleep 0.05; done
  return 1
}

halt() { # power off at once; what remains is the disk and the claim to its address
  local id=$1 host=$LAB/hosts/$1 cg i
  stop "$id" KILL 10 || say "$id: its init will not die"
  ! kill -KILL "$(cat "$host/launcher" 2>/dev/null)" 2>/dev/null || sleep 0.05
  for ((i = 0; i < 100; i++)); do # the last process may take a moment to leave its cgroup
    while read -r cg; do [[ ! -d $cg ]] || find "$cg" -depth -type d -exec rmdir {} + 2>/dev/null || true; done <"$host/cgroups"
    while read -r cg; do [[ ! -d $cg ]] || { sleep 0.05; continue 2; }; done <"$host/cgroups"
    break
  done
  ip link del "$(cat "$host/link")" 2>/dev/null || true
  ip netns del "resus-$id" 2>/dev/null || true
}

down() {
  [[ -e $LAB/hosts/$1 ]] || return 0
  halt "$1"
  rm -rf "$LAB/hosts/$1"
  locked address drop_bridge
}

drop_bridge() { # the last host takes the network with it; callers hold the lock, since `claim` makes it
  grep -qs "^$NET\." "$LAB"/hosts/*/ip || ip link del "rb$(hex)" 2>/dev/null || true
  rmdir /sys/fs/cgroup/resus-lab 2>/dev/null || true
}

reap() {
  local host pid start
  for host in "$LAB"/hosts/*/; do
    [[ -e $host/owner ]] || continue
    read -r pid start <"$host/owner" 2>/dev/null || continue
    [[ -n $start && $(born "$pid") == "$start" ]] || { say "reaping $(basename "$host"): its owner $pid is gone"; down "$(basename "$host")"; }
  done
}

freeze() { # a disk that others boot from: in order, and without what made the host itself
  local id=$1 layer=$2 up=$LAB/hosts/$1/upper
  stop "$id" RTMIN+4 20 || die "$id did not power off"
  rm -rf "$up"/etc/{hostname,hosts,machine-id} "$up"/etc/ssh/ssh_host_* "$up"/etc/sudoers.d/bot \
    "$up"/var/log/journal/* "$up"/var/log/{wtmp,btmp,lastlog} "$up"/var/tmp/* "$up"/home/bot/.ssh "$up"/root/.ssh
  local kept=$LAB/layers/$layer
  mkdir -p "$LAB/layers"; rm -rf "$kept" "$kept".{on,docker}
  [[ ! -e $LAB/hosts/$id/layer ]] || head -n 1 "$LAB/hosts/$id/layer" >"$kept.on"
  [[ ! -d $LAB/hosts/$id/docker ]] || mv "$LAB/hosts/$id/docker" "$kept.docker"
  mv "$up" "$kept"; mkdir "$up"
  touch "$LAB/layers/$layer.used"; drop_old
  down "$id"
}

[[ $EUID != 0 || ${1:-} == available ]] || mkdir -p "$LAB"
case ${1:-} in
  available) available ;;
  build) build ;;
  up) up "$2" "${3:-$2}" ;;
  renew) renew "$2" "${3:-$2}" ;;
  exec) shift; run_in "$@" ;;
  put) run_in "$2" sh -c 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1"' _ "$3" "$4" ;;
  cut) ip link set "$(cat "$LAB/hosts/$2/link")" down ;;
  mend) ip link set "$(cat "$LAB/hosts/$2/link")" up ;;
  freeze) freeze "$2" "$3" ;;
  packages) packages "$2" "${3:-}" ;;
  reap) locked reap reap ;;
  stamp) echo "$STAMP" ;;
  down) shift; [[ ${1:-} != all ]] || set -- $(ls "$LAB/hosts" 2>/dev/null); for id in "$@"; do down "$id"; done ;;
  *) sed -n '2,22p' "$0"; exit 2 ;;
esac
