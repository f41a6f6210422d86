
# What belongs to the application is done by its own user, in its own directory, with its own variables. The file of
# variables is data: read line by line, never sourced; and only by the user's process, never by root's.
app() {
  must app_user 'the user the application runs as'
  app_user=$value
  must dir 'where its code is'
  app_dir=$value
  [ -d "$app_dir" ] || refuse 66 "$app_dir is not there."
}

in_app() { # in_app COMMAND…
  home=$(getent passwd "$app_user" | cut -d: -f6)
  variables=$(the env_file)
  say "+ $*"
  { [ -z "$variables" ] || [ ! -f "$variables" ] || cat "$variables"; } | as_user "$app_user" env -i \
    PATH="$PATH" HOME="${home:-/}" LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 GIT_TERMINAL_PROMPT=0 sh -c '
      cd "$1" || exit 66
      shift
      umask 022
      quote=$(printf "\047")
      while IFS= read -r line || [ -n "$line" ]; do
        line=${line#export }
        case $line in [A-Za-z_]*=*) ;; *) continue ;; esac
        name=${line%%=*} text=${line#*=}
        case $name in *[!A-Za-z0-9_]*) continue ;; esac
        case $text in \"*\" | "$quote"*"$quote") text=${text#?} text=${text%?} ;; esac
        export "$name=$text"
      done
      exec "$@" </dev/null' sh "$app_dir" "$@" 2>&1
}

python() { [ -n "$(the venv)" ] && say "$(the venv)/bin/python" || say python3; }

# install-dependencies: what requirements.txt asks for, into the service's own environment; what was there is listed first
install_dependencies() {
  argument_count 0 $#
  app
  must venv 'its virtual environment'
  [ -f "$app_dir/requirements.txt" ] || refuse 66 "$app_dir/requirements.txt is not there."
  room
  mkdir -p "$vault" && chmod 700 /var/backups/resus "$vault"
  list=$vault/packages.$(date -u +%Y%m%dT%H%M%SZ)
  in_app "$(python)" -m pip freeze --disable-pip-version-check >"$list" && say "What was installed: $list"
  in_app "$(python)" -m pip install --disable-pip-version-check --no-input --no-cache-dir -r requirements.txt ||
    half_done 'pip could not install everything; what was there is in the list above.'
  in_app "$(python)" -m pip check --disable-pip-version-check || say 'Some packages do not fit together (above); they were installed all the same.'
}

# migrate [--check]: the plan first; then what is pending, and only when something is
migrate() {
  argument_count 0 $#
  app
  must manage 'its manage.py'
  in_app "$(python)" "$(the manage)" migrate --check >/dev/null && { say 'All migrations are applied already.'; exit 0; }
  in_app "$(python)" "$(the manage)" migrate --plan || failed 'the migrations cannot be listed: nothing was applied.'
  [ -z "$check_only" ] || exit 0
  in_app "$(python)" "$(the manage)" migrate --noinput || half_done 'a migration failed; those named OK above are applied.'
  in_app "$(python)" "$(the manage)" migrate --check >/dev/null || half_done 'migrations are still pending.'
  say 'All migrations are applied.'
}

# collectstatic: first as a dry run, so that a broken setting deletes nothing
collectstatic() {
  argument_count 0 $#
  app
  must manage 'its manage.py'
  in_app "$(python)" "$(the manage)" collectstatic --noinput --dry-run >/dev/null || failed 'collectstatic does not even run dry.'
  in_app "$(python)" "$(the manage)" collectstatic --noinput || half_done 'not all static files were collected.'
}

project_find() { # find in the project, past its environment and its repository
  find "$app_dir" -xdev ! -path "${venv:-$app_dir/.venv}/*" ! -path '*/.git/*' ! -path '*/node_modules/*' ! -path '*/.venv/*' \
    ! -path '*/venv/*' "$@"
}

# clear-bytecode: compiled Python files of the project; its environment and its repository are left alone
clear_bytecode() {
  argument_count 0 $#
  app
  venv=$(the venv)
  # find removes by itself, so that nothing can be put in the way between its look and its deed; that rules out -prune
  count=$(project_find -type f -name '*.py[co]' -print -delete | grep -c .)
  project_find -type d -name __pycache__ -empty -delete
  say "$count compiled files are gone."
}

git_owner() { # commits and files belong to whoever owns the repository, also when the application has another user
  app
  [ -d "$app_dir/.git" ] || refuse 66 "$app_dir is no git repository."
  app_user=$(stat -c %U "$app_dir/.git")
  # what only had its owner or time changed would pass for edited
  in_app git update-index -q --refresh >/dev/null
}
git_in() { in_app git "$@"; }
quiet_git() { in_app git "$@" | tail -n +2; } # without the line that tells the command
full_commit() { case $1 in *[!0-9a-f]* | ??????) false ;; ???????*) ;; *) false ;; esac; }

# deploy COMMIT: fetches the service's branch and moves forward to exactly COMMIT of it, if that needs no merge
deploy() {
  argument_count 1 $#
  full_commit "$1" || not_allowed "'$1' is no commit."
  git_owner
  must branch 'the branch it is deployed from'
  before=$(quiet_git rev-parse HEAD)
  git_in fetch --no-tags origin "$value" || failed 'the repository could not be fetched.'
  [ "$(quiet_git merge-base "$1" FETCH_HEAD)" = "$(quiet_git rev-parse "$1^{commit}")" ] || not_allowed "$1 is not on the branch $value."
  git_in merge --ff-only "$1" || failed 'it cannot move forward without a merge, or files were edited in place: see above.'
  say "Deployed: $(quiet_git log -1 '--format=%h %s'). Before: $before"
}

# git-rollback COMMIT: back to a commit this checkout was at before; what was edited in place is kept, or nothing happens
git_rollback() {
  argument_count 1 $#
  full_commit "$1" || not_allowed "'$1' is no commit."
  git_owner
  before=$(quiet_git rev-parse HEAD)
  commit=$(quiet_git rev-parse --verify --quiet "$1^{commit}")
  [ -n "$commit" ] || refuse 66 "$1 is not in $app_dir."
  [ "$(quiet_git merge-base "$commit" HEAD)" = "$commit" ] || quiet_git reflog --format=%H | grep -Fxq "$commit" ||
    not_allowed "$1 was never deployed here."
  git_in reset --keep "$commit" || failed 'files that were edited in place are in the way: see above.'
  say "Now: $(quiet_git log -1 '--format=%h %s'). Before: $before"
}

# create-database: the service's database, when it is missing from the PostgreSQL of this host
create_database() {
  argument_count 0 $#
  must database 'its database'
  database=$value
  must database_user 'the owner of its database'
  as_user postgres psql -qXAtc "select 1" >/dev/null || failed 'PostgreSQL of this host does not answer.'
  if as_user postgres psql -qXAtc 'select datname from pg_database' | grep -Fxq -e "$database"; then
    say "The database $database is there already."
    exit 0
  fi
  as_user postgres psql -qXAtc 'select rolname from pg_roles' | grep -Fxq -e "$value" || refuse 66 "the role $value is not there."
  as_user postgres createdb --owner="$value" --encoding=UTF8 --template=template0 -- "$database" || failed 'it could not be created.'
  say "The database $database is there, empty, and belongs to $value: its migrations have to run."
}
