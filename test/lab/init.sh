#!/usr/bin/env bash
# Turns the process that runs it into a host: mounts what a machine has, then becomes systemd. Started by
# lab.sh in new namespaces, with HOST (its directory), NAME (host name) and LOWER (disks below its own).
set -euo pipefail
mount --make-rprivate /
R=$HOST/root
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$HOST/upper,workdir=$HOST/work" "$R"
mount -t proc proc "$R/proc"
mount -t sysfs -o ro sysfs "$R/sys"
mount -t tmpfs -o mode=755 tmpfs "$R/run"
mount -t tmpfs tmpfs "$R/tmp"
mount -t tmpfs -o mode=755 tmpfs "$R/dev"
for d in null zero full random urandom tty; do : >"$R/dev/$d"; mount --bind "/dev/$d" "$R/dev/$d"; done
mkdir "$R/dev/pts" "$R/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$R/dev/pts"
ln -s pts/ptmx "$R/dev/ptmx"; ln -s /proc/self/fd "$R/dev/fd"
mount -t tmpfs tmpfs "$R/dev/shm"

# One kernel, one log: a host that asks for it sees the kernel's messages from now on (an OOM kill), those about
# other hosts too. Everyone else has none.
if [[ -n ${RESUS_LAB_KERNEL_LOG:-} && -e /dev/kmsg ]]; then
  : >"$R/dev/kmsg"; mount --bind /dev/kmsg "$R/dev/kmsg"; mkdir -p "$R/run/systemd/journal"
  last=$({ dd if=/dev/kmsg iflag=nonblock bs=8192 2>/dev/null || true; } | awk -F, '/^[0-9]+,[0-9]+,[0-9]+,/ {n = $2} END {print n + 1}')
  for ((i = 0; i < 8; i++)); do printf "\\x$(printf %02x $((last >> (8 * i) & 255)))"; done >"$R/run/systemd/journal/kernel-seqnum"
fi

if grep -q name=systemd /proc/self/cgroup; then # this machine still has cgroup 1: systemd needs its own named hierarchy
  mount -t tmpfs -o mode=755 tmpfs "$R/sys/fs/cgroup"
  mkdir -p "$R"/sys/fs/cgroup/{systemd,unified}
  mount -t cgroup2 cgroup2 "$R/sys/fs/cgroup/unified"
  mount -t cgroup -o none,name=systemd cgroup "$R/sys/fs/cgroup/systemd"
else
  mount -t cgroup2 cgroup2 "$R/sys/fs/cgroup"
fi

if [[ -d $HOST/docker ]]; then mkdir -p "$R/var/lib/docker"; mount --bind "$HOST/docker" "$R/var/lib/docker"; fi

hostname "$NAME"
cd "$R"
mkdir -p .old
pivot_root . .old # a chroot would forbid the user namespaces that some units ask for
umount -l /.old
rmdir /.old 2>/dev/null || true
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=journal
