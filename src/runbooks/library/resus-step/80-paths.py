

# Owners and modes. Root gives away what it holds open and has looked at, never what a name leads to a moment later.

PATH_ONLY = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC


class Held:
    """A thing in an open directory, held by a descriptor: what is looked at is what is changed."""

    def __init__(self, folder, name, path):
        self.path = name_of(path)
        self.fd = os.open(name, PATH_ONLY, dir_fd=folder)
        self.at = '/proc/self/fd/%d' % self.fd  # the kernel leads it to the held thing, whatever its name is by now

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        os.close(self.fd)

    @property
    def info(self):
        return os.fstat(self.fd)

    def is_single(self):
        """A file or socket without a second name, which may be somebody else's, or a directory."""
        mode = self.info.st_mode
        return stat.S_ISDIR(mode) or ((stat.S_ISREG(mode) or stat.S_ISSOCK(mode)) and self.info.st_nlink == 1)

    def own(self, uid, check):
        was = self.info.st_uid
        if was == uid:
            return
        say('owner of %s: %s \u2192 %s' % (self.path, user_name(was), user_name(uid)))
        if not check:
            self.must(os.chown, uid, -1)

    def own_group(self, gid, check):
        was = self.info.st_gid
        if gid is None or was == gid:
            return
        say('group of %s: %s \u2192 %s' % (self.path, group_name(was), group_name(gid)))
        if not check:
            self.must(os.chown, -1, gid)

    def allow(self, add, take=0, check=False):
        """Adds the bits ADD to the mode and takes TAKE; an x of ADD only for directories and what can be run already."""
        was = stat.S_IMODE(self.info.st_mode)
        runs = stat.S_ISDIR(self.info.st_mode) or was & 0o111
        wanted = (was | (add if runs else add & ~0o111)) & ~take
        if not stat.S_ISDIR(self.info.st_mode):
            wanted &= 0o1777  # never a file that runs as its owner
        if wanted == was:
            return
        say('mode of %s: %o \u2192 %o' % (self.path, was, wanted))
        if not check:
            self.must(os.chmod, wanted)

    def must(self, how, *what):
        try:
            how(self.at, *what)
        except OSError as error:
            raise half_done('%s cannot be changed: %s.' % (self.path, error.strerror))


def proxy_group(conf):
    """The group of the processes that have to reach the socket: the proxy's own, as systemd knows them. A process may give
    itself any name."""
    for kind in [conf.the('proxy_kind')] if conf.the('proxy_kind') else sorted(PROXIES):
        main = system_value(PROXIES.get(kind, ('nginx',))[0], 'MainPID')
        if not main.isdigit() or main == '0':
            continue
        for pid in of_process(main, 'task/%s/children' % main).split() + [main]:
            try:
                gid = os.stat('/proc/%s' % pid).st_gid
            except OSError:
                continue
            if gid != 0:
                return gid
    return None


def fix_paths(conf, _args, check):
    """fix-paths [--check]: owner and mode of the paths the settings name, each as its rule says; nothing is opened to everyone.

    path=OWNER:RULE:PATH   writable: the owner may use and change it and what is in it. readable: ... use it.
                           secret: the owner reads it, nobody outside its group does. socket: its group may connect."""
    if not conf.all('path'):
        raise not_set_up('the settings of %s name no path.' % conf.service)
    for rule in conf.all('path'):
        owner, kind, path = rule.split(':', 2)
        try:
            fix_path(conf, owner, kind, path, check)
        except FileNotFoundError:
            say('%s is not there.' % path)
        except (Ended, OSError) as error:
            if isinstance(error, Ended) and error.code == 71:
                raise
            say('%s is left as it is: %s' % (path, error))
    say('The named paths are as the settings say.')


def fix_path(conf, owner, kind, path, check):
    place = walk(path)
    uid = user_id(owner)
    if place.holder == EVERYBODY:
        raise not_allowed('others than root and %s can change what it leads to.' % (owner or 'its owner'))
    if kind != 'socket' and uid is None:
        say('there is no user %s.' % owner)
        return
    with Held(place.folder, place.name, place.path) as held:
        if not held.is_single():
            say('%s is a link, a device or has a second name: left as it is.' % held.path)
        elif kind in ('writable', 'readable'):
            held.own(uid, check)
            held.allow(0o700 if kind == 'writable' else 0o500, check=check)
            if kind == 'writable' and stat.S_ISDIR(held.info.st_mode):
                fix_below(place, uid, check)
        elif kind == 'secret':
            # systemd reads such files as root: what root keeps in a directory of its own is meant to be root's
            if os.fstat(place.folder).st_uid != 0:
                held.own(uid, check)
            held.allow(0o400, 0o037, check)
        elif kind == 'socket' and stat.S_ISSOCK(held.info.st_mode):
            group = proxy_group(conf)
            held.own_group(group, check)
            held.allow(0o060, check=check)
            # a directory of root or of the system is not ours to open
            if os.fstat(place.folder).st_uid != 0:
                with Held(place.folder, '.', place.path.rpartition('/')[0]) as above:
                    above.own_group(group, check)
                    above.allow(0o010, check=check)


def fix_below(place, uid, check):
    """Gives UID what others made in the directory, and left it unable to use."""
    with Closing(place.directory()) as top:
        mount = mount_of(top)
        for folder, name, info, path in tree(top, place.path):
            if info.st_uid == uid or not (stat.S_ISDIR(info.st_mode) or stat.S_ISREG(info.st_mode)):
                continue
            try:
                with Held(folder, name, path) as held:
                    is_here = mount_of(held.fd) == mount  # a file can be bound over another, too
                    if is_here and held.is_single() and held.info.st_uid != uid and not stat.S_ISSOCK(held.info.st_mode):
                        held.own(uid, check)
                        held.allow(0o700, check=check)
            except FileNotFoundError:
                continue
