

# The host: its disks, and whether it would come back from a reboot.

ROTATED = re.compile(r'.*(\.(gz|xz|zst|bz2|old)|\.log\.[0-9].*|\.[0-9]|-20[0-9]{6}.*)\Z', re.S)


def free_of(path):
    """The bytes that are free on the disk of PATH."""
    told = os.statvfs(path)
    return told.f_bavail * told.f_frsize


def end_old_files(place, older_s, depth, fits):
    """Takes away files below PLACE that are old enough: (their paths, one a line), as whoever holds the way to it."""
    def deed():
        gone, limit = [], time.time() - older_s
        with Closing(place.directory()) as top:
            for folder, name, info, path in tree(top, place.path, depth):
                if stat.S_ISREG(info.st_mode) and info.st_mtime < limit and fits(name, info) and remove(os.unlink, folder, name):
                    gone.append(name_of(path))
        return bytes_of('\n'.join(gone))

    return deed


def free_disk(conf, args, _check):
    """free-disk PLACE: one of the safe places the settings name; what is gone there is made again or was kept for old times' sake"""
    place = args[0]
    if place not in conf.all('safe_place'):
        raise not_allowed('%s is no safe place of %s: %s' % (place, conf.service, ' '.join(conf.all('safe_place'))))
    at = {'journal': '/var/log', 'apt': '/var/cache/apt', 'docker': '/var/lib/docker', 'tmp': '/tmp'}.get(place, place)
    if not at.startswith('/'):
        raise not_allowed('%s is no place.' % place)
    top = walk(at)
    if top.info is None:
        raise not_there('%s is not there.' % at)
    disk = top.folder if stat.S_ISLNK(top.info.st_mode) else top.directory()
    before = free_of(disk)
    if place == 'journal':
        say(by_root('journalctl', '--vacuum-size=100M').last())
    elif place == 'apt':
        by_root('apt-get', 'clean')
    elif place == 'docker':
        say(by_root('docker', 'image', 'prune', '--force').last())
        say(by_root('docker', 'builder', 'prune', '--force', '--filter', 'until=24h').last())
    elif place == 'tmp':
        uid = user_id(conf.must('app_user', 'the user the application runs as'))
        if not uid:
            raise not_allowed('only files of the service\'s own user are taken from /tmp.')
        # as that user: in /tmp anybody may swap a directory at any time
        gone = as_user(uid, end_old_files(top, 2 * 86400, DEEPEST, lambda _name, info: info.st_uid == uid))
        say('\n'.join(text_of(gone).split('\n')[-20:]))
    else:
        gone = as_user(top.holder, end_old_files(top, 3600, 2, lambda name, _info: ROTATED.match(name)))
        for path in filter(None, text_of(gone).split('\n')):
            say('removed ' + path)
    say('Freed: %d bytes on the disk of %s; free now: %d bytes.' % (free_of(disk) - before, at, free_of(disk)))


def starts_by_itself(unit):
    if by_root('systemctl', 'is-enabled', unit).last() in ('enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated'):
        return True
    # Debian's postgresql@15-main is pulled in by its generator, not by a link of its own
    return unit in by_root('systemctl', 'list-dependencies', '--plain', '--no-pager', 'multi-user.target').text


def reboot_check(conf, _args, _check):
    """reboot-check: will all that is needed start by itself? Changes nothing; fails, naming what would stay down"""
    down = []
    for unit in conf.all('boot_unit'):
        if starts_by_itself(unit):
            say('%s starts by itself.' % unit)
        else:
            down.append(unit)
    if conf.the('kind') == 'supervisor':
        program = Program(conf)
        if program.value('autostart') == 'false':
            down.append(program.name)
        else:
            say('%s starts with supervisor.' % program.name)
    if down:
        raise failed('after a reboot these would stay down: %s. Enable them first.' % ' '.join(down))


def reboot(conf, args, check):
    """reboot [--check]: only when all that is needed comes back by itself"""
    reboot_check(conf, args, check)
    if check:
        return
    say('Rebooting %s.' % os.uname().nodename)
    # the answer has to leave before the network does
    if program('systemd-run'):
        by_root('systemd-run', '--quiet', '--on-active=2', 'systemctl', 'reboot')
    elif os.fork() == 0:
        os.setsid()
        time.sleep(2)
        by_root('reboot')
