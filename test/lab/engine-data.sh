# What a Docker engine keeps, sourced by lab.sh. Its overlayfs cannot stand on a host's own, which is one too: so a host
# with an engine has /var/lib/docker from the plain disk, beside its own disk, and a layer keeps it as LAYER.docker.

has_engine() { # LOWER: the disks of a host, from the top
  local dir; for dir in ${1//:/ }; do [[ ! -e $dir/usr/sbin/dockerd ]] || return 0; done
  return 1
}

thaw_engine() { # FROM TO: layers of images are never written, so they are shared; containers and volumes are copied
  local from=$1 to=$2 own
  mkdir -p "$to"
  [[ -d $from ]] || return 0
  find "$from" -mindepth 1 -maxdepth 1 ! -name overlay2 -exec cp -a -t "$to" {} +
  cp -al "$from/overlay2" "$to/overlay2"
  for own in $(awk 1 "$from"/image/overlay2/layerdb/mounts/*/{mount-id,init-id} 2>/dev/null); do # they end without a newline
    rm -rf "$to/overlay2/$own"; cp -a "$from/overlay2/$own" "$to/overlay2/$own"
  done
}
