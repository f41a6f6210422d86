

# Each operation with the number of its arguments.
OPERATIONS = {
    'clear-bytecode': (clear_bytecode, 0),
    'collectstatic': (collectstatic, 0),
    'create-database': (create_database, 0),
    'deploy': (deploy, 1),
    'enable-site': (enable_site, 0),
    'end-leftovers': (end_leftovers, 0),
    'end-process': (end_process, 2),
    'env-names': (env_names, 0),
    'fix-paths': (fix_paths, 0),
    'free-disk': (free_disk, 1),
    'git-rollback': (git_rollback, 1),
    'install-dependencies': (install_dependencies, 0),
    'migrate': (migrate, 0),
    'raise-memory': (raise_memory, 2),
    'read-log': (read_log, 1),
    'reboot': (reboot, 0),
    'reboot-check': (reboot_check, 0),
    'repair-program': (repair_program, 0),
    'repair-unit': (repair_unit, 0),
    'restore-env': (restore_env, 0),
    'restore-program': (restore_program, 0),
    'restore-proxy': (restore_proxy, 0),
    'restore-unit': (restore_unit, 0),
    'resume': (resume, 0),
    'set-env': (set_env, 1),
    'set-program-line': (set_program_line, 2),
    'set-unit-line': (set_unit_line, 2),
    'set-upstream': (set_upstream, 3),
}


def do(words):
    service, operation, args = checked_words(words)
    # Read whole before anything is looked at: whoever can make us wait in between could change what was seen.
    given = (sys.stdin.buffer.read(LONGEST_VALUE + 1),) if operation == 'set-env' else ()
    conf = settings_of(service)
    if operation not in OPERATIONS:
        raise Ended(64, "Refused: there is no operation '%s'." % operation)
    deed, count = OPERATIONS[operation]
    check = args[:1] == ['--check']
    args = args[1:] if check else args
    if len(args) != count:
        raise Ended(64, 'Refused: %s takes %d arguments, not %d.' % (operation, count, len(args)))
    deed(conf, args, check, *given)


def main():
    try:
        do(sys.argv[1:])
        return 0
    except Ended as ended:
        say(ended.text)
        return ended.code
    except FileNotFoundError as error:
        say('Refused: %s is not there.' % name_of(str(error.filename)))
        return 66
    except OSError as error:
        say('Failed: %s.' % error)
        return 70


if __name__ == '__main__':
    sys.exit(main())
