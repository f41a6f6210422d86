#!/bin/sh
# The demo user may do everything, so sudo only says so to the commands behind it; it never raises a right on this machine.
list=0
while [ $# -gt 0 ]; do
  case $1 in
    -n | -E | -H | -S | -k) shift ;;
    -l) list=1; shift ;;
    -u | -g) shift 2 ;;
    -v) exit 0 ;;
    -nl | -ln) list=1; shift ;;
    --) shift; break ;;
    -*) echo "sudo: invalid option -- '${1#-}'" >&2; exit 1 ;;
    [A-Za-z_]*=*) export "$1"; shift ;;
    *) break ;;
  esac
done
if [ "$list" = 1 ]; then
  if [ $# -eq 0 ]; then echo '    (ALL) NOPASSWD: ALL'; exit 0; fi
  command -v "$1" && exit 0
  exit 1
fi
if [ $# -eq 0 ]; then echo 'usage: sudo [-n] [-u user] command' >&2; exit 1; fi
RESUS_DEMO_ROOT=1 exec "$@"
