# The base image of the lab, sourced by lab.sh: one Debian that every host boots from, read only.
# Named after its package list and this file, so that a change of either builds a new one.
STAMP=$({ echo "$PACKAGES"; cat "$HERE/base.sh"; } | sha256sum | cut -c1-12)
BASE=$LAB/base-$STAMP

build() {
  [[ ! -e $BASE/.ready ]] || return 0
  need debootstrap debootstrap; need ip iproute2; need ssh-keygen openssh-client
  locked build make_base
}

make_base() {
  [[ ! -e $BASE/.ready ]] || return 0 # another process made it while this one waited
  say "building the base image in $BASE (once, about 2 minutes)"
  drop_old
  rm -rf "$BASE"; mkdir -p "$BASE/etc/dpkg/dpkg.cfg.d"
  # no fsync for each package and no manuals: half the time and size
  printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n' \
    >"$BASE/etc/dpkg/dpkg.cfg.d/lab"
  debootstrap --variant=minbase --components=main --include="$PACKAGES" bookworm "$BASE" 2>&1 | tee "$LAB/build.log" | progress ||
    { tail -5 "$LAB/build.log" >&2; die "debootstrap failed: read $LAB/build.log (no network, or no mirror?)"; }
  # what a host runs is each system's choice: nothing but sshd starts by itself
  chroot "$BASE" systemctl -q disable nginx supervisor redis-server postgresql nftables e2scrub_reap 2>/dev/null || true
  chroot "$BASE" systemctl -q disable apt-daily.timer apt-daily-upgrade.timer fstrim.timer dpkg-db-backup.timer 2>/dev/null || true
  chroot "$BASE" systemctl -q mask systemd-resolved systemd-networkd getty@tty1 console-getty e2scrub_all.timer \
    systemd-update-utmp systemd-update-utmp-runlevel 2>/dev/null || true
  printf 'PermitRootLogin prohibit-password\nPasswordAuthentication no\n' >"$BASE/etc/ssh/sshd_config.d/lab.conf"
  chroot "$BASE" useradd -m -s /bin/bash -G adm,systemd-journal bot
  rm -rf "$BASE"/etc/ssh/ssh_host_* "$BASE"/var/cache/apt/archives/*.deb "$BASE"/var/lib/apt/lists/* "$BASE"/etc/nginx/sites-enabled/default
  : >"$BASE/etc/machine-id"
  mkdir -p "$BASE/var/log/journal"
  echo 'nameserver 192.0.2.53' >"$BASE/etc/resolv.conf" # nobody answers there: a host knows the names in its /etc/hosts
  [[ -e $LAB/key ]] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$LAB/key"
  touch "$BASE/.ready"; say 'the base image is ready'
}

progress() { # debootstrap prints five lines a package
  local line n=0
  while IFS= read -r line; do
    n=$((n + 1)); ((n % 100)) || say "base image: $n lines, now ${line:0:70}"
  done
}
