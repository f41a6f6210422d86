

# Units of systemd: one drop-in of Resus in a directory of root. It says only what the settings say, or harmless numbers.

class DropIn:
    def __init__(self, conf):
        self.conf, self.unit = conf, conf.unit()
        self.path = '/etc/systemd/system/%s.d/90-resus.conf' % self.unit

    def place(self, make=False):
        folder = walk(self.path.rpartition('/')[0])
        if folder.holder != 0:
            raise not_allowed('%s does not lead to a directory of root.' % self.path)
        if folder.info is None and not make:
            return None
        if folder.info is None:
            os.mkdir(folder.name, 0o755, dir_fd=folder.folder)
            os.chmod(folder.name, 0o755, dir_fd=folder.folder)
        place = walk(self.path)
        if place.holder != 0:
            raise not_allowed('%s does not lead to a file of root.' % self.path)
        return place

    def text(self):
        """What the drop-in says now; None without one."""
        place = self.place()
        return None if place is None or place.info is None else text_of(place.read())

    def put(self, text):
        """Replaces the drop-in in one step, or takes it away."""
        place = self.place(make=text is not None)
        if text is None:
            if place is not None and place.info is not None:
                os.unlink(place.name, dir_fd=place.folder)
            return
        new = '.90-resus.%d' % os.getpid()
        with Closing(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644, dir_fd=place.folder)) as fd:
            write_all(fd, bytes_of(text))
            os.fchmod(fd, 0o644)
        os.rename(new, place.name, src_dir_fd=place.folder, dst_dir_fd=place.folder)

    def change(self, lines, check, rest=''):
        """Shows and writes a drop-in of LINES and lets systemd judge it; else puts back what was there."""
        was = self.text()
        new = '# Written by resus-step; remove this file and run systemctl daemon-reload to undo it.\n[Service]\n%s%s' % (rest, lines)
        show_diff(self.path, bytes_of(was or ''), bytes_of(new))
        if check:
            return
        if was is not None:
            place = self.place()
            Vault(self.conf.service).keep(place, place.read())
        self.put(new)
        # of all that verify tells only the loading of this unit counts: others may have been broken for years
        told = by_root('systemctl', 'daemon-reload').text + by_root('systemctl', 'show', '-P', 'LoadState,LoadError', self.unit).text
        about = [line for line in by_root('systemd-analyze', 'verify', self.unit).text.split('\n') if self.path in line]
        if system_value(self.unit, 'LoadState') == 'loaded' and not about and self.path not in told:
            say('systemd took it. To undo: resus-step %s restore-unit' % self.conf.service)
            return
        say(told + '\n'.join(about))
        self.put(was)
        by_root('systemctl', 'daemon-reload')
        raise failed('systemd does not accept the change; %s is as it was.' % self.path)

    def set(self, key, value, check):
        """The present drop-in with this one setting changed."""
        kept = [line for line in (self.text() or '').splitlines() if not re.match(r'(%s=|\[Service\]$|#)' % re.escape(key), line)]
        self.change(unit_line(key, value), check, ''.join(line + '\n' for line in kept))


def unit_line(key, value):
    """KEY=VALUE; the keys that add to what stands before are emptied first."""
    return ('%s=\n' % key if key in ('ExecStart', 'EnvironmentFile') else '') + '%s=%s\n' % (key, value)


def raise_memory(conf, args, check):
    """raise-memory UNIT VALUE: 512M, 2G, or "double" what it may use now; never more than nine tenths of the machine"""
    asked, size = args
    drop_in = DropIn(conf)
    if asked not in (conf.the('unit'), drop_in.unit):
        raise not_allowed('%s is not the unit of %s.' % (asked, conf.service))
    now = system_value(drop_in.unit, 'MemoryMax')
    with open('/proc/meminfo') as told:
        machine = int(re.search(r'^MemTotal:\s+(\d+)', told.read(), re.M).group(1)) * 1024 * 9 // 10
    form = re.match(r'([0-9]{1,15})([MG]?)\Z', size)
    if size == 'double':
        if not now.isdigit():
            raise not_there('%s has no limit of memory: there is nothing to raise.' % drop_in.unit)
        wanted = int(now) * 2
    elif form:
        wanted = int(form.group(1)) * {'': 1, 'M': 1 << 20, 'G': 1 << 30}[form.group(2)]
    else:
        raise not_allowed("'%s' is no size: 512M, 2G or double." % size)
    if wanted > machine:
        raise not_allowed('%d bytes are more than nine tenths of this machine (%d).' % (wanted, machine))
    if now.isdigit() and wanted <= int(now):
        raise not_allowed('%s may use %s bytes already.' % (drop_in.unit, now))
    drop_in.set('MemoryMax', str(wanted), check)
    if check:
        return
    # the limit holds at once, for what runs too
    by_root('systemctl', 'set-property', '--runtime', drop_in.unit, 'MemoryMax=%d' % wanted)
    say('%s may use %d bytes (before: %s).' % (drop_in.unit, wanted, now))


NUMBERS = ('RestartSec', 'TimeoutStartSec', 'TimeoutStopSec', 'LimitNOFILE')


def unit_line_allowed(conf, key, value):
    if key == 'WorkingDirectory':
        return value in conf.all('dir') and is_there(conf, value, stat.S_ISDIR)
    if key == 'EnvironmentFile':
        # systemd reads it as root: a link in its place would hand out the variables of others
        return value in conf.all('env_file') and is_there(conf, value, stat.S_ISREG) and walk(value).holder == 0
    if key in ('User', 'Group'):
        return value in conf.all('app_user') and user_id(value) not in (None, 0)
    if key == 'Restart':
        return value in ('no', 'on-failure', 'always', 'on-abnormal')
    return key in NUMBERS and re.match(r'[0-9]{1,6}\Z', value) is not None


def is_there(conf, path, kind=None):
    """Whether PATH is there and of that kind (a program without one). Where somebody else leads it, as the service's own user
    sees it: else a link would tell that user what is on the disk."""
    fits = kind or (lambda mode: stat.S_ISREG(mode) and mode & 0o111)

    def deed():
        return b'yes' if fits(os.stat(path).st_mode) else b''

    try:
        place = walk(path, led=True)
        if place.holder == 0:
            return place.info is not None and bool(fits(place.info.st_mode))
        uid = user_id(conf.the('app_user'))
        return as_user(uid, deed) == b'yes' if uid else False
    except (FileNotFoundError, Ended):
        return False


def is_account(key, name):
    """Whether NAME, as systemd tells it, is a user or a group of this host; none at all is fine."""
    try:
        return name == '' or name.isdigit() or bool(pwd.getpwnam(name) if key == 'User' else grp.getgrnam(name))
    except KeyError:
        return False


def set_unit_line(conf, args, check):
    """set-unit-line KEY VALUE: one setting of the service's unit, in a drop-in of Resus"""
    key, value = args
    drop_in = DropIn(conf)
    if not unit_line_allowed(conf, key, value):
        raise not_allowed('%s=%s is not what the settings of %s allow, or it is not there.' % (key, value, conf.service))
    drop_in.set(key, value, check)


def in_place(conf, path, user):
    """The same program where the service's environment has it, if it is not root who would run it there."""
    name = path.rpartition('/')[2]
    if not conf.the('venv') or user_id(user) in (None, 0):
        return None
    names = [name, 'python'] if name.startswith('python3.') else [name]
    found = ['%s/bin/%s' % (conf.the('venv'), each) for each in names]
    return next((each for each in found if is_there(conf, each)), None)


def repair_unit(conf, _args, check):
    """repair-unit: what the unit says that cannot be (a directory, a user, a file or a program that is not there) becomes what
    the settings of the service say. Invents nothing: what they do not say stays."""
    drop_in = DropIn(conf)
    unit, lines = drop_in.unit, []
    app_user = conf.the('app_user')
    place = system_value(unit, 'WorkingDirectory').lstrip('!')
    if place not in ('', '~') and not is_there(conf, place, stat.S_ISDIR) and unit_line_allowed(conf, 'WorkingDirectory', conf.the('dir')):
        lines.append(unit_line('WorkingDirectory', conf.the('dir')))
    user = system_value(unit, 'User')
    for key in ('User', 'Group'):
        name = user if key == 'User' else system_value(unit, 'Group')
        if not is_account(key, name) and unit_line_allowed(conf, key, app_user):
            lines.append(unit_line(key, app_user))
            user = app_user if key == 'User' else user
    files = re.match(r'(.*) \(ignore_errors=no\)$', system_value(unit, 'EnvironmentFiles').split('\n')[0])
    if files and not is_there(conf, files.group(1), stat.S_ISREG):
        if unit_line_allowed(conf, 'EnvironmentFile', conf.the('env_file')):
            lines.append(unit_line('EnvironmentFile', conf.the('env_file')))
        else:
            say('%s is not there. Only a file that is root\'s, directories and all, is named instead: systemd reads it as root.' % files.group(1))
    text = re.sub(r'\\\n', ' ', by_root('systemctl', 'cat', '--no-pager', unit).text)
    started = (re.findall(r'^ExecStart=(.*)$', text, re.M) or [''])[-1].strip()
    path = started.split(' ')[0]
    instead = in_place(conf, path, user) if path.startswith('/') and not is_there(conf, path) else None
    if instead:
        lines.append(unit_line('ExecStart', instead + started[len(path):]))
    if not lines:
        raise not_there('nothing in %s contradicts the settings of %s: a person has to look at it (systemctl cat %s).' % (unit, conf.service, unit))
    drop_in.change(''.join(lines), check)


def restore_unit(conf, _args, _check):
    """restore-unit: the newest copy of the drop-in becomes the drop-in again; without one, it goes away"""
    drop_in = DropIn(conf)
    place = drop_in.place()
    if place is None or place.info is None:
        raise not_there('there is no %s.' % drop_in.path)
    try:
        copy = text_of(Vault(conf.service).newest(place)[1])
    except Ended:
        copy = None
    drop_in.put(copy)
    by_root('systemctl', 'daemon-reload')
    say('%s is as it was before the last change.' % drop_in.path)
