

# Rule 1: what somebody else can lead elsewhere is done as that somebody.

LONGEST_S = 3600  # no program runs longer, whatever it waits for
PATIENCE_S = 30  # for work on a few files: a user may stop what runs as that user


def become(uid):
    """This process is UID from now on, with that user's groups and nothing of root, and has no terminal to type into."""
    account = pwd.getpwuid(uid)
    os.setsid()
    os.setgroups(os.getgrouplist(account.pw_name, account.pw_gid))
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid) or uid == 0:
        os._exit(70)


def as_user(uid, deed):
    """What DEED() gives, bytes, done by a child that is UID for good. The kernel lets that user see nothing of the child."""
    if uid == 0:
        return deed()
    if uid == EVERYBODY or user_name(uid) == str(uid):
        raise not_allowed('more than one user, or one without a name, decides where this leads: correct the owner first.')
    came, gone = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(came)
        os._exit(answer(uid, deed, gone))
    os.close(gone)
    with Closing(came):
        told = told_by(child, came)
    status = os.waitpid(child, 0)[1]
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    if told is None or code not in (0, 64, 65, 66, 69, 70, 71):
        raise failed('what had to be done as %s was ended, or took more than %d s.' % (user_name(uid), PATIENCE_S))
    if code:
        raise Ended(code, told.decode('utf-8', 'replace'))
    return told


def answer(uid, deed, gone):
    """In the child: becomes UID, does DEED and writes what came of it. Gives the exit code."""
    try:
        become(uid)
        code, told = 0, deed() or b''
    except Ended as ended:
        code, told = ended.code, ended.text.encode('utf-8', 'replace')
    except OSError as error:
        code, told = 65, ('Refused: as %s: %s.' % (user_name(uid), error)).encode('utf-8', 'replace')
    except Exception as error:
        code, told = 70, ('Failed: as %s: %s.' % (user_name(uid), error)).encode('utf-8', 'replace')
    while told:
        told = told[os.write(gone, told):]
    return code


def told_by(child, came):
    """All that CHILD writes, or None when it is too much or too late: then the child is gone."""
    chunks, size, end = [], 0, time.monotonic() + PATIENCE_S
    while True:
        ready = select.select([came], [], [], max(0, end - time.monotonic()))[0]
        chunk = os.read(came, 1 << 16) if ready else None
        size += len(chunk or b'')
        if chunk is None or size > LARGEST:
            os.kill(child, signal.SIGKILL)
            return None
        if not chunk:
            return b''.join(chunks)
        chunks.append(chunk)


def clean(home='/root', more=None):
    """The whole environment of a program: nothing is handed on."""
    found = {'PATH': PATH, 'HOME': home, 'LANG': 'C.UTF-8', 'LC_ALL': 'C.UTF-8', 'GIT_TERMINAL_PROMPT': '0'}
    found.update(more or {})
    return found


def program(name):
    """The path of a program that only root can change: root runs no other."""
    for folder in PATH.split(':'):
        try:
            place = walk('%s/%s' % (folder, name))
        except (OSError, Ended):
            continue
        found = place.info
        if found and place.holder == 0 and is_roots(found) and stat.S_ISREG(found.st_mode) and found.st_mode & 0o111:
            return place.path
    return None


class Ran:
    def __init__(self, code, text):
        self.code, self.text = code, text
        self.ok = code == 0

    def last(self):
        return self.text.strip().split('\n')[-1]


def by_root(*words, errors=subprocess.STDOUT):
    """Runs one of root's own programs, in /, with nothing of anybody in it. A program that is missing is one that failed."""
    path = program(words[0])
    if path is None:
        return Ran(127, '%s: not found among the programs of root' % words[0])
    return finished(subprocess.Popen(
        (path,) + words[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=clean(), cwd='/'))


def finished(process):
    """What PROCESS ends with. What it leaves running may hold its output open, and is not waited for."""
    text, end, out = b'', time.monotonic() + LONGEST_S, process.stdout.fileno()
    while True:
        is_over = process.poll() is not None
        ready = select.select([out], [], [], 0.3 if is_over else 0.05)[0]
        chunk = os.read(out, 1 << 16) if ready else b''
        if ready and not chunk or is_over and not ready:
            break
        text = (text + chunk)[-LARGEST:]
        if time.monotonic() > end:
            process.kill()
            text += b'\nended: it took more than an hour\n'
            break
    process.stdout.close()
    return Ran(process.wait(), text.decode('utf-8', 'replace'))


def by_user(uid, folder, words, environment, errors=subprocess.STDOUT):
    """Runs WORDS as UID in FOLDER: that directory is entered, and the program found, with the rights of that user."""
    def begin():
        become(uid)
        os.umask(0o022)
        os.chdir(folder)

    try:
        return finished(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                                         env=environment, cwd='/', preexec_fn=begin))
    except (OSError, subprocess.SubprocessError) as error:
        return Ran(127, '%s cannot be run in %s as %s: %s' % (words[0], folder, user_name(uid), error))


def system_value(unit, key):
    return by_root('systemctl', 'show', '-P', key, unit).text.strip()
