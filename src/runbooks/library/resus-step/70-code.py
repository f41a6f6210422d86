

# What belongs to the application is done by its own user, in its own directory, with its own variables. The file of
# variables is data: read as that user, line by line, never sourced; no program of root ever gets one of them.

class App:
    def __init__(self, conf):
        self.conf = conf
        self.user = conf.must('app_user', 'the user the application runs as')
        self.dir = conf.must('dir', 'where its code is')
        self.uid = user_id(self.user)
        if self.uid is None:
            raise not_there('there is no user %s.' % self.user)
        if self.uid == 0:
            raise not_allowed('%s runs as root: what its code says would be done by root. Give it a user of its own.' % conf.service)
        if not is_there(conf, self.dir, stat.S_ISDIR):
            raise not_there('%s is not there.' % self.dir)

    def home(self):
        return pwd.getpwuid(self.uid).pw_dir or '/'

    def variables(self):
        """The variables of the service's file, as its own user can read it."""
        path, found = self.conf.the('env_file'), {}

        def deed():
            try:
                with Closing(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)) as fd:
                    return read_all(fd) if stat.S_ISREG(os.fstat(fd).st_mode) else b''
            except FileNotFoundError:
                return b''

        for line in text_of(as_user(self.uid, deed)).split('\n') if path else ():
            name, is_set, text = re.sub('^export ', '', line.rstrip('\r')).partition('=')
            if is_set and re.match(r'[A-Za-z_][A-Za-z0-9_]*\Z', name) and '\0' not in text:
                quoted = len(text) > 1 and text[0] == text[-1] and text[0] in '"\''
                found[name] = text[1:-1] if quoted else text
        return found

    def run(self, *words):
        """A command of the application; what it prints is shown."""
        say('+ ' + ' '.join(words))
        more = dict({'PYTHONDONTWRITEBYTECODE': '1'}, **self.variables())
        return by_user(self.uid, self.dir, words, clean(self.home(), more))

    def told(self, *words):
        ran = self.run(*words)
        if ran.text:
            say(ran.text.rstrip('\n'))
        return ran

    def python(self):
        return '%s/bin/python' % self.conf.the('venv') if self.conf.the('venv') else 'python3'

    def pip(self, *words):
        """pip needs no variable of the service, and gets none."""
        words = (self.python(), '-m', 'pip') + words
        say('+ ' + ' '.join(words))
        return by_user(self.uid, self.dir, words, clean(self.home()))


def install_dependencies(conf, _args, _check):
    """install-dependencies: what requirements.txt asks for, into the service's own environment; what was there is listed first"""
    app = App(conf)
    conf.must('venv', 'its virtual environment')
    if not is_there(conf, app.dir + '/requirements.txt', stat.S_ISREG):
        raise not_there('%s/requirements.txt is not there.' % app.dir)
    listed = app.pip('freeze', '--disable-pip-version-check')
    if listed.ok:
        say('What was installed: %s' % Vault(conf.service).add('packages', bytes_of(listed.text), (0, 0), 0o600))
    installed = app.pip('install', '--disable-pip-version-check', '--no-input', '--no-cache-dir', '-r', 'requirements.txt')
    say(installed.text.rstrip('\n'))
    if not installed.ok:
        raise half_done('pip could not install everything; what was there is in the list above.')
    checked = app.pip('check', '--disable-pip-version-check')
    say(checked.text.rstrip('\n'))
    if not checked.ok:
        say('Some packages do not fit together (above); they were installed all the same.')


def migrate(conf, _args, check):
    """migrate [--check]: the plan first; then what is pending, and only when something is"""
    app = App(conf)
    manage = (app.python(), conf.must('manage', 'its manage.py'), 'migrate')
    quiet = lambda: by_user(app.uid, app.dir, manage + ('--check',), clean(app.home(), dict({'PYTHONDONTWRITEBYTECODE': '1'}, **app.variables())))
    if quiet().ok:
        say('All migrations are applied already.')
        return
    if not app.told(*manage, '--plan').ok:
        raise failed('the migrations cannot be listed: nothing was applied.')
    if check:
        return
    if not app.told(*manage, '--noinput').ok:
        raise half_done('a migration failed; those named OK above are applied.')
    if not quiet().ok:
        raise half_done('migrations are still pending.')
    say('All migrations are applied.')


def collectstatic(conf, _args, _check):
    """collectstatic: first as a dry run, so that a broken setting deletes nothing"""
    app = App(conf)
    collect = (app.python(), conf.must('manage', 'its manage.py'), 'collectstatic', '--noinput')
    dry = app.run(*collect, '--dry-run')
    if not dry.ok:
        say(dry.text)
        raise failed('collectstatic does not even run dry.')
    if not app.told(*collect).ok:
        raise half_done('not all static files were collected.')


def clear_bytecode(conf, _args, _check):
    """clear-bytecode: compiled Python files of the project; its environment and its repository are left alone"""
    app = App(conf)
    top = walk(app.dir, led=True)
    own = conf.the('venv') or app.dir + '/.venv'

    def skip(path, name):
        return name in ('.git', 'node_modules', '.venv', 'venv') or '%s/%s' % (path, name) == own

    def deed():
        count = 0
        with Closing(top.directory()) as folder:
            for inside, name, info, _path in tree(folder, top.path, skip=skip):
                # a name is taken away from the very directory that was walked to: what it is a second name of stays
                if stat.S_ISREG(info.st_mode) and name.endswith(('.pyc', '.pyo')):
                    count += remove(os.unlink, inside, name)
                if stat.S_ISDIR(info.st_mode) and name == '__pycache__':
                    remove(os.rmdir, inside, name)
        return b'%d' % count

    say('%s compiled files are gone.' % text_of(as_user(top.holder, deed)))


def remove(how, folder, name):
    try:
        how(name, dir_fd=folder)
        return 1
    except OSError:
        return 0
