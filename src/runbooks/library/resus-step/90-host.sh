
free_of() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }

end_old_logs() { # end_old_logs DIR: removes logs that were rotated away, never one that is being written
  find "$1" -xdev -maxdepth 2 -type f \( -name '*.gz' -o -name '*.xz' -o -name '*.zst' -o -name '*.bz2' -o -name '*.old' \
    -o -name '*.log.[0-9]*' -o -name '*.[0-9]' -o -name '*-20[0-9][0-9][0-9][0-9][0-9][0-9]*' \) -mmin +60 -print -delete
}

# free-disk PLACE: one of the safe places the settings name; what is gone there is made again or was kept for old times' sake
free_disk() {
  argument_count 1 $#
  is_one_of safe_place "$1" || not_allowed "$1 is no safe place of $service: $(conf safe_place | tr '\n' ' ')"
  case $1 in
  journal) at=/var/log; before=$(free_of $at); journalctl --vacuum-size=100M 2>&1 | tail -n 1 ;;
  apt) at=/var/cache/apt; before=$(free_of $at); apt-get clean ;;
  docker) at=/var/lib/docker; before=$(free_of $at); docker image prune --force | tail -n 1; docker builder prune --force --filter until=24h | tail -n 1 ;;
  tmp)
    at=/tmp before=$(free_of /tmp)
    must app_user 'the user the application runs as'
    find /tmp -xdev -mindepth 1 -type f -user "$value" -mtime +2 -print -delete | tail -n 20
    ;;
  /*)
    [ -d "$1" ] || refuse 66 "$1 is not there."
    at=$1 before=$(free_of "$1")
    end_old_logs "$1" | sed 's/^/removed /'
    ;;
  *) not_allowed "$1 is no place." ;;
  esac
  say "Freed: $((($(free_of "$at") - before) * 1024)) bytes on the disk of $at; free now: $(($(free_of "$at") * 1024)) bytes."
}

starts_by_itself() { # starts_by_itself UNIT
  case $(systemctl is-enabled "$1" 2>/dev/null) in
  enabled | enabled-runtime | static | alias | indirect | generated) ;;
  # Debian's postgresql@15-main is pulled in by its generator, not by a link of its own
  *) systemctl list-dependencies --plain --no-pager multi-user.target 2>/dev/null | grep -Fq "$1" ;;
  esac
}

# reboot-check: will all that is needed start by itself? Changes nothing; fails, naming what would stay down
reboot_check() {
  argument_count 0 $#
  down=
  for one in $(conf boot_unit); do
    if starts_by_itself "$one"; then say "$one starts by itself."; else down="$down $one"; fi
  done
  if [ "$(the kind)" = supervisor ]; then
    program_file
    if [ "$(program_setting autostart)" = false ]; then down="$down $program"; else say "$program starts with supervisor."; fi
  fi
  [ -z "$down" ] || failed "after a reboot these would stay down:$down. Enable them first."
}

# reboot [--check]: only when all that is needed comes back by itself
reboot() {
  reboot_check "$@"
  [ -z "$check_only" ] || exit 0
  say "Rebooting $(uname -n)."
  # the answer has to leave before the network does
  if command -v systemd-run >/dev/null; then systemd-run --quiet --on-active=2 systemctl reboot; else (sleep 2; command reboot) >/dev/null 2>&1 & fi
}

case $operation in
clear-bytecode) clear_bytecode "$@" ;;
collectstatic) collectstatic "$@" ;;
create-database) create_database "$@" ;;
deploy) deploy "$@" ;;
enable-site) enable_site "$@" ;;
end-leftovers) end_leftovers "$@" ;;
end-process) end_process "$@" ;;
fix-paths) fix_paths "$@" ;;
free-disk) free_disk "$@" ;;
git-rollback) git_rollback "$@" ;;
install-dependencies) install_dependencies "$@" ;;
migrate) migrate "$@" ;;
raise-memory) raise_memory "$@" ;;
reboot) reboot "$@" ;;
reboot-check) reboot_check "$@" ;;
repair-program) repair_program "$@" ;;
repair-unit) repair_unit "$@" ;;
restore-env) restore_env "$@" ;;
restore-program) restore_program "$@" ;;
restore-proxy) restore_proxy "$@" ;;
restore-unit) restore_unit "$@" ;;
resume) resume "$@" ;;
set-env) set_env "$@" ;;
set-program-line) set_program_line "$@" ;;
set-unit-line) set_unit_line "$@" ;;
set-upstream) set_upstream "$@" ;;
*) refuse 64 "there is no operation '$operation'." ;;
esac
