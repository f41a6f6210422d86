# Layers of Debian packages that only some hosts need, sourced by lab.sh: installed once in a chroot on top of the base.
# Named after the base, their packages and how they are installed. A set is what tests ask for by its name.
package_set() {
  case $1 in
    docker) echo docker.io iptables mariadb-server python3-pymysql ;;
    podman) echo podman crun ;;
    *) die "no set of packages is called $1" ;;
  esac
}

packages() { # prints the layer of a set, which it makes when it is not there; `there` only asks
  local packages layer; packages=$(package_set "$1")
  layer=packages-$1-$({ echo "$STAMP $packages"; declare -f install_inside after_docker; } | sha256sum | cut -c1-12)
  [[ ${2:-} != there ]] || { [[ -e $LAB/layers/$layer ]]; return; }
  build; mkdir -p "$LAB/layers"
  [[ -e $LAB/layers/$layer ]] || locked "packages-$1" install_set "$1" "$layer" $packages
  echo "$layer"
}

install_set() {
  local set=$1 layer=$2 dir=$LAB/layers/$2.new; shift 2
  [[ ! -e $LAB/layers/$layer ]] || return 0 # another process made it while this one waited
  say "installing the packages of $set (once, about 1 minute)"
  rm -rf "$dir"; mkdir -p "$dir"/{upper,work,root}
  DIR=$dir BASE=$BASE SET=$set DEBIAN_FRONTEND=noninteractive LC_ALL=C timeout -k 5 600 \
    unshare --mount --pid --fork --kill-child bash -c "set -euo pipefail; $(declare -f install_inside after_docker); install_inside $*" \
    >"$LAB/packages-$set.log" 2>&1 </dev/null ||
    { tail -5 "$LAB/packages-$set.log" >&2; rm -rf "$dir"; die "could not install $set: read $LAB/packages-$set.log (no network, or no mirror?)"; }
  touch "$LAB/layers/$layer.used"; mv "$dir/upper" "$LAB/layers/$layer"; rm -rf "$dir"
}

install_inside() { # in a mount namespace of its own, which takes all that is mounted here with it
  local root=$DIR/root d
  mount --make-rprivate /
  mount -t overlay overlay -o "lowerdir=$BASE,upperdir=$DIR/upper,workdir=$DIR/work" "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for d in null zero full random urandom tty; do : >"$root/dev/$d"; mount --bind "/dev/$d" "$root/dev/$d"; done
  ln -s /proc/self/fd "$root/dev/fd"
  cat /etc/resolv.conf >"$root/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"; chmod 755 "$root/usr/sbin/policy-rc.d"
  chroot "$root" apt-get update -qq
  chroot "$root" apt-get install -qq --no-install-recommends "$@"
  [[ $SET != docker ]] || after_docker "$root"
  rm -rf "$root"/usr/sbin/policy-rc.d "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb
  cat "$BASE/etc/resolv.conf" >"$root/etc/resolv.conf"
}

after_docker() { # Compose 2 is in Debian 13 only; its one program runs here too. Nothing starts by itself.
  local root=$1 list=/etc/apt/sources.list.d/next.list
  sed 's/ bookworm / trixie /' "$root/etc/apt/sources.list" >"$root$list"
  chroot "$root" apt-get update -qq -o Dir::Etc::SourceList="$list" -o Dir::Etc::SourceParts=-
  chroot "$root" sh -c "cd /tmp && apt-get download -qq -o Dir::Etc::SourceList=$list docker-compose/trixie && dpkg-deb -x docker-compose_*.deb compose"
  mkdir -p "$root/usr/libexec/docker/cli-plugins"
  mv "$(find "$root/tmp/compose" -type f -name docker-compose -size +1M | head -n 1)" "$root/usr/libexec/docker/cli-plugins/docker-compose"
  rm -rf "$root$list" "$root"/tmp/*
  chroot "$root" systemctl -q disable docker docker.socket containerd mariadb
  chroot "$root" systemctl -q mask mariadb.socket mariadb-extra.socket
}
