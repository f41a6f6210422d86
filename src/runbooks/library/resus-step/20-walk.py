

# Rule 2: a path is walked from / by descriptors. Names are looked up only in a directory that is held open.

EVERYBODY = -1
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# The users a directory is to be safe from: those of the service, and the login that asks.
untrusted_users = {int(CALLER)} if CALLER.isdigit() and CALLER != '0' else set()


def user_id(name):
    try:
        return pwd.getpwnam(name).pw_uid if name else None
    except KeyError:
        return None


def user_name(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return 'everybody' if uid == EVERYBODY else str(uid)


def group_name(gid):
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def is_roots(info):
    """Nobody else can write what INFO is about. Of links the mode says nothing."""
    return info.st_uid == 0 and (stat.S_ISLNK(info.st_mode) or not info.st_mode & 0o022)


def controller(folder, path):
    """Who besides root decides what names in the open directory FOLDER lead to: 0 for nobody."""
    info = os.fstat(folder)
    if info.st_uid != 0:
        return info.st_uid
    if info.st_mode & 0o002:
        return EVERYBODY
    if not info.st_mode & 0o020:
        return 0
    # Ubuntu's /var/log belongs to the group of its log daemon: fine, as long as nobody who could attack is in it, and no
    # access list hides who else may write.
    trusted = path == '/var/log' and 'system.posix_acl_access' not in os.listxattr(folder)
    return 0 if trusted and not any(info.st_gid in groups_of(uid) for uid in untrusted_users) else EVERYBODY


def groups_of(uid):
    try:
        account = pwd.getpwuid(uid)
    except KeyError:
        return []
    return os.getgrouplist(account.pw_name, account.pw_gid)


def mount_of(fd):
    """The mount that FD is on: a directory bound into another has its device, but not its mount."""
    try:
        with open('/proc/self/fdinfo/%d' % fd) as told:
            return re.search(r'^mnt_id:\s*(\d+)', told.read(), re.M).group(1)
    except PermissionError:  # in a child that is another user, whose rights are the limit anyway
        return str(os.fstat(fd).st_dev)


class Closing:
    """A descriptor that is closed at the end of its block."""

    def __init__(self, fd):
        self.fd = fd

    def __enter__(self):
        return self.fd

    def __exit__(self, *_why):
        os.close(self.fd)


class LinkMet(Ended):
    """The way leads through a link or file that is not root's."""

    def __init__(self, path, holders):
        super().__init__(65, 'Refused: %s leads through a link or file of %s. Nothing was changed.' % (name_of(path), user_name(holders[0])))
        self.holders = holders


class Place:
    """A name in a directory that is held open, reached from / without a link that is not root's.

    holder: who besides root decides what the way leads to, the first one on it; 0 for nobody. holders: all of them.
    info: what stands at that name, a link not followed; None for nothing. path: the way, with root's links resolved.
    """

    def __init__(self, folder, name, path, holders):
        self.folder, self.name, self.path, self.holders = folder, name, path, holders
        self.holder = holders[0] if holders else 0
        self.info = info_at(folder, name)

    def __del__(self):
        os.close(self.folder)

    def read(self):
        with Closing(self.file(os.O_RDONLY)) as fd:
            return read_all(fd)

    def write(self, content):
        """Writes through the file, so that owner, mode, links and access list stay."""
        with Closing(self.file(os.O_WRONLY)) as fd:
            try:
                write_all(fd, content)
            except OSError as error:
                raise half_done('%s is written in part: %s.' % (self.path, error.strerror))

    def directory(self):
        """The directory that stands here, open."""
        return os.open(self.path if os.geteuid() else self.name, DIRECTORY & self.follow(), dir_fd=self.folder)

    def file(self, flags, owned=True):
        """The file that stands here, open; for another user wherever the path leads that user, to a file of that user (OWNED)."""
        if not os.geteuid():
            must_be_file(self.info, self.path)  # to open a device can be to use it
        fd = os.open(self.path if os.geteuid() else self.name,
                     (flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC) & self.follow(), dir_fd=self.folder)
        must_be_file(os.fstat(fd), self.path)
        if owned and os.geteuid() not in (0, os.fstat(fd).st_uid):
            raise not_allowed('%s belongs to %s, but its directory to %s: correct the owner first (fix-permissions).' % (
                name_of(self.path), user_name(os.fstat(fd).st_uid), user_name(os.geteuid())))
        return fd

    def follow(self):
        return ~os.O_NOFOLLOW if os.geteuid() else ~0


def info_at(folder, name):
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def parts_of(path):
    parts = [part for part in path.split('/') if part not in ('', '.')]
    if not path.startswith('/') or '\0' in path:
        raise not_allowed('%s is no absolute path.' % name_of(path))
    return parts


def walk(path, led=False):
    """The Place of PATH. Links are followed only where they and their directory are root's; others stay what they are.
    LED: it will be reached as its holder, who may have links on the way; the Place is that of the first one."""
    todo, real = parts_of(path), []
    if '..' in todo or not todo:
        raise not_allowed('%s is no plain path.' % name_of(path))
    folders, holders, links = [os.open('/', DIRECTORY)], [], 0
    while True:
        folder = folders[-1]
        holders += filter(None, [controller(folder, '/' + '/'.join(real))])
        name = todo.pop(0)
        if name == '..':  # of a link of root's; in / it leads nowhere
            if real:
                os.close(folders.pop())
                real.pop()
            if not todo:
                raise not_allowed('%s leads to a directory above it.' % path)
            continue
        info = info_at(folders[-1], name)
        if info is not None and stat.S_ISLNK(info.st_mode) and not holders and info.st_uid == 0:
            links += 1
            if links > 40:
                raise not_allowed('%s leads in a circle.' % path)
            target = os.readlink(name, dir_fd=folder)
            if target.startswith('/'):
                while len(folders) > 1:
                    os.close(folders.pop())
                real = []
            todo = [part for part in target.split('/') if part not in ('', '.')] + todo
            if not todo:
                raise not_allowed('%s leads to /.' % path)
            continue
        if not todo:
            for each in folders[:-1]:
                os.close(each)
            return Place(folders[-1], name, '/' + '/'.join(real + [name]), holders)
        if led and holders and info is not None and stat.S_ISLNK(info.st_mode):
            return Place(folder, name, '/' + '/'.join(real + [name] + todo), holders)
        try:
            folders.append(os.open(name, DIRECTORY, dir_fd=folder))
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise LinkMet(path, holders or [info.st_uid])
            raise
        real.append(name)


def must_be_file(info, path):
    if info is None:
        raise not_there('%s is not there.' % name_of(path))
    if not stat.S_ISREG(info.st_mode):
        raise not_allowed('%s is no plain file.' % name_of(path))


LARGEST = 16 << 20  # beyond any configuration; what is larger was put there to fill the disk


def read_all(fd):
    chunks, size = [], 0
    while True:
        chunk = os.read(fd, 1 << 16)
        if not chunk:
            return b''.join(chunks)
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise not_allowed('it is larger than %d bytes.' % LARGEST)


def write_all(fd, content):
    os.ftruncate(fd, 0)
    while content:
        content = content[os.write(fd, content):]
    os.fsync(fd)


DEEPEST = 48  # directories in directories: as many descriptors are held
MOST = 2000000


def tree(folder, path, depth=DEEPEST, skip=lambda path, name: False, seen=None):
    """Walks all below the open directory FOLDER: yields (folder, name, info, path), what is in a directory before itself.

    Goes into no link, no other mount and nothing deeper than DEPTH. What changes meanwhile is met as it then is.
    """
    seen = seen if seen is not None else [0, mount_of(folder)]
    for name in sorted(os.listdir(folder)):
        seen[0] += 1
        if seen[0] > MOST:
            raise half_done('there are more than %d files below %s.' % (MOST, path))
        info = info_at(folder, name)
        if info is None or skip(path, name):
            continue
        below = '%s/%s' % (path, name)
        if stat.S_ISDIR(info.st_mode) and depth > 1:
            try:
                inner = os.open(name, DIRECTORY, dir_fd=folder)
            except OSError:
                continue
            with Closing(inner):
                if mount_of(inner) != seen[1]:
                    continue
                yield from tree(inner, below, depth - 1, skip, seen)
        yield folder, name, info, below
