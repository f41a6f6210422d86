

# Programs of supervisor: the file that defines the program is found, must be root's, and only its own section is touched.

PROGRAM_PLACES = (('/etc/supervisor/conf.d', '.conf'), ('/etc/supervisord.d', '.ini'))
PROGRAM_FILES = ('/etc/supervisor/supervisord.conf', '/etc/supervisord.conf')


def supervisor_files():
    """The files of supervisor that only root can change, as (Place, text)."""
    paths = []
    for folder, ending in PROGRAM_PLACES:
        try:
            with Closing(walk(folder).directory()) as fd:
                paths += ['%s/%s' % (folder, name) for name in sorted(os.listdir(fd)) if name.endswith(ending)]
        except (OSError, Ended):
            continue
    for path in paths + list(PROGRAM_FILES):
        try:
            place = roots_file(path, 'the configuration of supervisor')
            yield place, text_of(place.read())
        except (OSError, Ended):
            continue


class Program:
    """The service's program in the file that defines it."""

    def __init__(self, conf):
        self.conf = conf
        self.name = conf.must('program', 'its supervisor program')
        self.section = '[program:%s]' % self.name.rpartition(':')[2]
        for place, text in supervisor_files():
            if self.section in text.split('\n'):
                self.place, self.before = place, text
                return
        raise not_there('no file of supervisor that only root can change defines the program %s.' % self.name)

    def value(self, key):
        """A setting of the program's section; empty without one."""
        inside = False
        for line in self.before.split('\n'):
            if line.startswith('['):
                inside = line == self.section
            elif inside and line.partition('=')[0].rstrip() == key and '=' in line:
                return line.partition('=')[2].strip()
        return ''

    def write(self, text, check):
        """Shows it, writes it, lets supervisor read it; else puts back what was there."""
        before, after, path = bytes_of(self.before), bytes_of(text), self.place.path
        show_diff(path, before, after)
        if check:
            return
        kept = Vault(self.conf.service).keep(self.place, before)
        self.place.write(after)
        told = self.load()
        if told.ok:
            say(told.text)
            say('supervisor took it. The file as it was: %s' % kept)
            return
        say(told.text)
        try:
            self.place.write(before)
        except OSError:
            raise half_done('%s could not be put back: its copy is %s.' % (path, kept))
        self.load()
        raise failed('supervisor does not accept the change; %s is as it was.' % path)

    def load(self):
        read = by_root('supervisorctl', 'reread')
        if not read.ok:
            return read
        took = by_root('supervisorctl', 'update', self.name)
        text = read.text + took.text
        return Ran(1 if re.search('^(ERROR|error)', text, re.M) else 0, text)


def with_setting(text, section, key, value):
    """TEXT with this setting of SECTION changed, or added at its end."""
    out, inside, done = [], False, False
    for line in text.split('\n'):
        ends = line.startswith('[') or line.strip() == ''
        if inside and not done and ends:
            out.append('%s=%s' % (key, value))
            done = True
        if line.startswith('['):
            inside = line == section
        elif inside and line.partition('=')[0].rstrip() == key and '=' in line:
            if not done:
                out.append('%s=%s' % (key, value))
                done = True
            continue
        out.append(line)
    return '\n'.join(out + ([] if done or not inside else ['%s=%s' % (key, value)]))


def program_line_allowed(conf, key, value):
    if key == 'directory':
        return value in conf.all('dir') and is_there(conf, value, stat.S_ISDIR)
    if key == 'user':
        return value in conf.all('app_user') and user_id(value) not in (None, 0)
    if key == 'autostart':
        return value in ('true', 'false')
    if key == 'autorestart':
        return value in ('true', 'false', 'unexpected')
    return key in ('startsecs', 'startretries', 'stopwaitsecs') and re.match(r'[0-9]{1,4}\Z', value) is not None


def set_program_line(conf, args, check):
    """set-program-line KEY VALUE: one setting of the service's program"""
    key, value = args
    if not program_line_allowed(conf, key, value):
        raise not_allowed('%s=%s is not what the settings of %s allow, or it is not there.' % (key, value, conf.service))
    program = Program(conf)
    program.write(with_setting(program.before, program.section, key, value), check)


def repair_program(conf, _args, check):
    """repair-program: as repair-unit. A directory, user or command that is not there, and a port that is not the service's"""
    program = Program(conf)
    changes = []
    place, user, command = (program.value(key) for key in ('directory', 'user', 'command'))
    if place and not is_there(conf, place, stat.S_ISDIR) and program_line_allowed(conf, 'directory', conf.the('dir')):
        changes.append(('directory', conf.the('dir')))
    if not is_account('User', user) and program_line_allowed(conf, 'user', conf.the('app_user')):
        user = conf.the('app_user')
        changes.append(('user', user))
    started = command.split(' ')[0]
    instead = in_place(conf, started, user) if started.startswith('/') and not is_there(conf, started) else None
    better = instead + command[len(started):] if instead else command
    if conf.the('port'):
        better = re.sub(r'(--port[ =])[0-9]+', lambda found: found.group(1) + conf.the('port'), better)
    if better != command:
        changes.append(('command', better))
    if not changes:
        raise not_there('nothing in %s contradicts the settings of %s: a person has to look at it.' % (program.place.path, conf.service))
    text = program.before
    for key, value in changes:
        text = with_setting(text, program.section, key, value)
    program.write(text, check)


def restore_program(conf, _args, check):
    """restore-program: the newest copy of the program's file becomes the file again"""
    program = Program(conf)
    program.write(text_of(Vault(conf.service).newest(program.place)[1]), check)
