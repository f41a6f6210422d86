"""helper-races.py HELPER SEED RACES [WEAKENED]: calls the operations of the helper of root while the service's user swaps names.

Runs as root on a lab host. Each race is one call of one operation on a hostile tree, with other processes, who are the
service's user, exchanging directories and files of that tree for links, pipes and other things, all the time. After each
race the things of root are looked at through descriptors that were opened before: owner, mode, content, what directories
hold, and whether a secret of root came out. Prints one JSON object. WEAKENED: a helper that trusts names, to see that it is caught.
"""
import ctypes, json, os, pwd, random, select, shutil, signal, socket, stat, subprocess, sys, time

HELPER, SEED, RACES = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
WEAKENED = sys.argv[4:] == ['WEAKENED']
USER = pwd.getpwnam('payments')
TOP, APP, SECRET = '/srv/race', '/srv/race/home/app', b'TOP-SECRET-OF-ROOT'
libc = ctypes.CDLL(None, use_errno=True)

# weight, operation, arguments, standard input
CALLS = [
    (26, 'fix-paths', [], b''), (20, 'set-env', ['KEY'], b'value-%d'), (12, 'restore-env', [], b''), (8, 'env-names', [], b''),
    (10, 'read-log', ['%s/logs/app.log' % APP], b''), (8, 'free-disk', ['%s/logs' % APP], b''), (4, 'free-disk', ['tmp'], b''),
    (6, 'clear-bytecode', [], b''), (1, 'git-rollback', ['COMMIT'], b''), (1, 'migrate', [], b''), (1, 'install-dependencies', [], b''),
    (2, 'set-upstream', ['%s/conf/site' % APP, '127.0.0.1:1', '127.0.0.1:2'], b''), (1, 'enable-site', [], b''),
]
CONF = '''service=race
kind=process
app_user=payments
dir={app}
venv={app}/venv
manage=manage.py
env_file={app}/conf/.env
env_name=KEY
port=65000
upstream=127.0.0.1:2
proxy_kind=nginx
proxy_file={app}/sites-enabled/site
proxy_file={app}/conf/site
path=payments:writable:{app}/media
path=payments:readable:{app}/static
path=payments:secret:{app}/conf/.env
path=payments:socket:{app}/run/s.sock
safe_place={app}/logs
safe_place=tmp
log={app}/logs/app.log
'''.format(app=APP)


def write(path, content, mode=0o644, owner=None):
    with open(path, 'wb') as file:
        file.write(content)
    os.chmod(path, mode)
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def things_of_root():
    """What nobody may get, change or fill: made once, with every name the operations look for in a directory."""
    for path in (TOP, '/root/keep', '/etc/keep', '/mnt/bound', '/var/tmp/keep'):
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
    old = time.time() - 9 * 86400
    for path in ('/root/keep', '/etc/keep', '/mnt/bound'):
        for name in ('.env', 'app.log', 'site', 'd', 'x', 'requirements.txt', 'old.gz', 'a.pyc', 's.sock', 'manage.py'):
            write('%s/%s' % (path, name), b'KEY=' + SECRET + b'\n', 0o600)
            os.utime('%s/%s' % (path, name), (old, old))
        os.makedirs(path + '/__pycache__')
        write(path + '/__pycache__/b.pyc', SECRET, 0o644)
    write(TOP + '/hard', b'KEY=' + SECRET, 0o600)
    os.chmod('/root/keep', 0o700)
    watched = ['/etc/passwd', '/etc/shadow', '/etc/group', '/etc/environment', '/root', '/etc', TOP + '/hard', '/tmp']
    for path in ('/root/keep', '/etc/keep', '/mnt/bound'):
        watched += [path] + [os.path.join(at, name) for at, dirs, files in os.walk(path) for name in dirs + files]
    write('/etc/environment', b'PATH=/usr/bin\n')
    return [(path, os.open(path, os.O_RDONLY)) for path in watched]


def repository():
    """A repository with one commit: its id."""
    subprocess.run('''rm -rf /root/repo; git init -q /root/repo; cd /root/repo; echo x >manage.py; git add .
        git -c user.name=a -c user.email=a@example.test commit -qm one''', shell=True, check=True)
    return subprocess.check_output(['git', '-C', '/root/repo', 'rev-parse', 'HEAD']).decode().strip()


def looked_at(watched):
    """All that must stay as it is, by descriptor, so that no swapped name can hide it."""
    found = {}
    for path, fd in watched:
        info = os.fstat(fd)
        held = sorted(os.listdir(fd)) if stat.S_ISDIR(info.st_mode) and path != '/tmp' else None
        content = os.pread(fd, 1 << 16, 0) if stat.S_ISREG(info.st_mode) else None
        found[path] = (info.st_uid, info.st_gid, info.st_mode, info.st_nlink if content is not None and path != TOP + '/hard' else 0, held, content)
    found['run as root'] = os.path.exists('/root/ran') or os.path.exists('/var/tmp/keep/ran')
    return found


EVIL = b'#!/bin/sh\n[ "$(id -u)" != 0 ] || touch /var/tmp/keep/ran\nexit 0\n'
NAMES = ['plain', '-rf', '--', 'new\nline', 'sp ace', '$(id)', '*', '..x', 'caf\u00e9', 'a' * 200, '\x1b[2J', 'quote\'"']


def build(chance):
    """A tree of the user's, hostile in a new way each time. Gives the pairs of names to exchange."""
    with open('/proc/mounts') as mounts:
        for path in [line.split()[1] for line in mounts if line.split()[1].startswith(TOP)]:
            subprocess.run(['umount', path], check=True)
    shutil.rmtree(TOP + '/home', ignore_errors=True)
    for name in ('', 'media/d/deep', 'media/bound', 'static', 'conf', 'logs', 'run', 'venv/bin', 'sites-enabled', 'sites-available', '.git', 'pkg/__pycache__'):
        os.makedirs('%s/%s' % (APP, name))
    secrets = ['/root/keep', '/etc/keep', '/mnt/bound', '/etc']
    def link(name, leaf=''):
        os.symlink(chance.choice(secrets[:3] if leaf else secrets) + leaf, '%s/%s' % (APP, name))
    write(APP + '/conf/.env', b'KEY=1\nexport OTHER=2\nGIT_CONFIG_COUNT=1\nGIT_CONFIG_KEY_0=core.fsmonitor\nGIT_CONFIG_VALUE_0=%s/evil\n' % APP.encode())
    write(APP + '/evil', EVIL, 0o755)
    write(APP + '/venv/bin/python', EVIL, 0o755)
    shutil.copytree('/root/repo/.git', APP + '/.git', dirs_exist_ok=True)
    with open(APP + '/.git/config', 'a') as config:
        config.write('[core]\n\tfsmonitor = %s/evil\n\tsshCommand = %s/evil\n\tpager = %s/evil\n' % (APP, APP, APP))
    write(APP + '/.git/hooks/post-checkout', EVIL, 0o755)
    for name in ('logs/app.log', 'manage.py', 'requirements.txt', 'conf/site', 'static/x', 'pkg/__pycache__/m.pyc', 'media/d/x'):
        write('%s/%s' % (APP, name), b'proxy_pass http://127.0.0.1:1;\n')
    for name in chance.sample(NAMES, 5):
        write(os.fsencode('%s/media/%s' % (APP, name)), b'x')
        os.symlink('/root/keep/x', os.fsencode('%s/media/d/%s' % (APP, name)))
    write(APP + '/logs/old.gz', b'x')
    os.utime(APP + '/logs/old.gz', (1, 1))
    os.mkfifo(APP + '/pipe')
    os.mknod(APP + '/media/null', 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(APP + '/run/s.sock')
    subprocess.run(['chown', '-hR', '%d:%d' % (USER.pw_uid, USER.pw_gid), TOP + '/home'])
    # what root left behind, as faults do
    for name in chance.sample(['media/d', 'media/d/x', 'media/d/deep', 'media/plain', 'pkg/__pycache__', 'logs/old.gz', 'conf/.env', '.git', 'static'], 4):
        if os.path.exists('%s/%s' % (APP, name)):
            os.chown('%s/%s' % (APP, name), 0, 0)
    os.chown(APP + '/media/null', 0, 0)
    if chance.random() < 0.5:
        os.link(TOP + '/hard', APP + '/media/hard')
    if chance.random() < 0.5:
        subprocess.run(['mount', '--bind', '/mnt/bound', APP + '/media/bound'])
    decoys = [('media', ''), ('media/d', ''), ('media/d/deep', ''), ('media/d/x', '/x'), ('conf', ''), ('conf/.env', '/.env'), ('logs', ''),
              ('logs/app.log', '/app.log'), ('run', ''), ('run/s.sock', '/s.sock'), ('static', ''), ('pkg', ''), ('pkg/__pycache__', '/__pycache__'),
              ('venv/bin', ''), ('.git', ''), ('sites-enabled', ''), ('conf/site', '/site'), ('../app', '')]
    pairs = []
    for name, leaf in chance.sample(decoys, chance.randint(1, 4)):
        if name == '../app':
            link('../app~')
        elif leaf == '/.env' and chance.random() < 0.3:
            os.mkfifo('%s/%s~' % (APP, name))
        else:
            link(name + '~', leaf)
        pairs.append(('%s/%s' % (APP, name), '%s/%s~' % (APP, name)))
    for one, other in pairs:
        os.chown(other, USER.pw_uid, USER.pw_gid, follow_symlinks=False)
    return pairs


def racer(pairs, seed, told):
    """A process of the service's user that exchanges each pair, at changing speeds, until it is ended."""
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, lambda *_: os._exit(os.write(told, b'%10d' % count[0]) and 0))
    os.setgroups([]); os.setgid(USER.pw_gid); os.setuid(USER.pw_uid)
    chance, count = random.Random(seed), [0]
    names = [(os.fsencode(one), os.fsencode(other)) for one, other in pairs]
    while True:
        one, other = chance.choice(names)
        for _ in range(chance.randint(1, 12)):
            count[0] += libc.renameat2(-100, one, -100, other, 2) == 0
        time.sleep(chance.random() / 3000)


def load():
    scope = {'__name__': 'helper'}
    with open(HELPER) as text:
        exec(compile(text.read(), HELPER, 'exec'), scope)
    if WEAKENED:
        def by_name(self, how, *what):
            how(self.path, *what)
        scope['Held'].must = by_name
        scope['DIRECTORY'] &= ~os.O_NOFOLLOW
        scope['as_user'] = lambda uid, deed: deed()
    return scope


def call(scope, words, given, late):
    """One operation in a process of its own: (exit code, what it printed)."""
    came, out = os.pipe()
    inside, fed = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(inside, 0); os.dup2(out, 1)
        os.closerange(3, 400)
        sys.argv = ['resus-step'] + words
        sys.stdout = os.fdopen(1, 'w')
        sys.stdin = os.fdopen(0)
        try:
            code = scope['main']()
        except BaseException as error:
            os.write(1, b'CRASH %r' % repr(error).encode())
            code = 99
        os._exit(code)
    os.close(out); os.close(inside)
    if late:
        time.sleep(0.002)
    os.write(fed, given); os.close(fed)
    text, end = b'', time.monotonic() + 45
    while True:
        ready = select.select([came], [], [], max(0, end - time.monotonic()))[0]
        chunk = os.read(came, 1 << 16) if ready else None
        if not chunk:
            break
        text += chunk
    if chunk is None:
        os.kill(pid, signal.SIGKILL)
    os.close(came)
    status = os.waitpid(pid, 0)[1]
    return (os.WEXITSTATUS(status) if os.WIFEXITED(status) else 98), text


def leaked():
    """Files that the user can read, or that were kept, with a secret of root in them."""
    found = []
    for top in (TOP + '/home', '/var/backups/resus/race', '/tmp'):
        for at, dirs, files in os.walk(top):
            dirs[:] = [name for name in dirs if name != 'bound']
            for name in files:
                path = os.path.join(at, name)
                info = os.lstat(path)
                if stat.S_ISREG(info.st_mode) and (info.st_nlink == 1 or info.st_uid == USER.pw_uid):
                    with open(path, 'rb') as file:
                        found += [path] if SECRET in file.read(1 << 16) else []
    return found


def main():
    chance = random.Random(SEED)
    write('/etc/resus/race.conf', CONF.encode())
    shutil.rmtree('/var/backups/resus/race', ignore_errors=True)
    watched, scope = things_of_root(), load()
    commit = repository()
    before = looked_at(watched)
    calls = [each for each in CALLS for _ in range(each[0])]
    figures, escapes, swaps, done, crashes = {}, [], 0, 0, []
    while done < RACES and len(escapes) < 20:
        pairs = build(chance)
        device = os.open(APP + '/media/null', os.O_PATH)
        came, told = os.pipe()
        racers = [racer(pairs, chance.random(), told) for _ in range(2)]
        for _ in range(min(25, RACES - done)):
            _weight, operation, args, given = chance.choice(calls)
            given = given % done if b'%d' in given else given
            code, text = call(scope, ['race', operation] + [arg.replace('COMMIT', commit) for arg in args], given, chance.random() < 0.1)
            done += 1
            row = figures.setdefault(operation, {'races': 0, 'done': 0, 'refused': 0, 'failed': 0})
            row['races'] += 1
            row['done' if code == 0 else 'refused' if code in (64, 65, 66, 69) else 'failed'] += 1
            if code in (98, 99):
                crashes.append('%s: %s' % (operation, text[-300:].decode('utf-8', 'replace')))
            after = looked_at(watched)
            changed = [path for path in after if after[path] != before[path]]
            if SECRET in text:
                changed.append('printed by ' + operation)
            if os.fstat(device).st_uid != 0:
                changed.append('a device')
            if changed:
                escapes.append('%s after %s, pairs %s' % (changed, operation, pairs))
                before = after
                if 'run as root' in changed:
                    os.unlink('/var/tmp/keep/ran')
                    before['run as root'] = False
        for pid in racers:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
            swaps += int(os.read(came, 10))
        for fd in (came, told, device):
            os.close(fd)
        escapes += ['%s holds a secret of root, pairs %s' % (path, pairs) for path in leaked()]
    print(json.dumps({'races': done, 'swaps': swaps, 'escapes': len(escapes), 'crashes': len(crashes), 'operations': figures,
                      'told': escapes[:5] + crashes[:5]}))


main()
