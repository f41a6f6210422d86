

# Files that are edited: read and written by whoever can lead their path elsewhere, kept in a vault that is root's.

def edited(path):
    """The Place of a file that can be edited."""
    place = walk(path, led=True)
    if place.info is None:
        raise not_there('%s is not there.' % name_of(path))
    return place


def content_of(place):
    """What stands in the file, read by the holder."""
    return as_user(place.holder, place.read)


def put_content(place, content, kept):
    """CONTENT becomes what stands in the file, written by the holder. KEPT is where the file as it was can be found."""
    try:
        as_user(place.holder, lambda: place.write(content))
    except Ended as ended:
        if ended.code in (65, 66):
            raise failed('%s was not written. %s' % (place.path, ended.text))
        raise Ended(71, '%s Its copy is %s.' % (ended.text, kept))


def roots_file(path, what):
    """A file that decides what root runs: nobody else may be able to change it."""
    place = walk(path)
    if place.info is None:
        raise not_there('%s is not there.' % name_of(path))
    if place.holder != 0 or not is_roots(place.info):
        raise not_allowed('%s can be changed by %s, and root would load it: give %s to root first.' % (
            name_of(place.path), user_name(place.holder or place.info.st_uid), what))
    return place


def text_of(content):
    return content.decode('utf-8', 'surrogateescape')


def bytes_of(text):
    return text.encode('utf-8', 'surrogateescape')


class Vault:
    """/var/backups/resus/SERVICE, 0700: copies named after file and time, each with the owner whose rights made it."""

    def __init__(self, service):
        self.path = '/var/backups/resus/%s' % service

    def open(self):
        for path in ('/var/backups/resus', self.path):
            folder = walk(path)
            if folder.holder != 0:
                raise failed('%s does not lead to a directory of root.' % path)
            if folder.info is None:
                os.mkdir(folder.name, 0o700, dir_fd=folder.folder)
            opened = folder.directory()
            if os.fstat(opened).st_uid != 0:
                raise failed('%s does not belong to root.' % path)
            os.fchmod(opened, 0o700)
        return opened

    def add(self, name, content, owner, mode):
        """Keeps CONTENT. Two changes within one second do not share a copy."""
        folder = self.open()
        stamped = '%s.%s' % (name, time.strftime('%Y%m%dT%H%M%SZ', time.gmtime()))
        for number in range(1, 1000):
            kept = stamped if number == 1 else '%s-%d' % (stamped, number)
            try:
                fd = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
            except FileExistsError:
                continue
            with Closing(fd):
                write_all(fd, content)
                os.fchown(fd, *owner)
                os.fchmod(fd, mode & 0o777)
            return '%s/%s' % (self.path, kept)
        raise failed('no name is left for a copy in %s.' % self.path)

    def keep(self, place, content):
        """A copy of what the file holds now, made before it is changed."""
        if place.holder:
            return self.add(copy_name(place.path), content, (place.holder, -1), 0o600)
        return self.add(copy_name(place.path), content, (place.info.st_uid, place.info.st_gid), place.info.st_mode)

    def newest(self, place):
        """(path, content) of the last copy; it is given back only to whom it was taken from. By the time in its name: a copy
        has the age of what it copied."""
        folder = self.open()
        form = re.compile(re.escape(copy_name(place.path)) + r'\.(\d{8}T\d{6}Z)(?:-(\d+))?\Z')
        found = [(match.group(1), int(match.group(2) or 1), match.group()) for match in map(form.match, os.listdir(folder)) if match]
        if not found:
            raise not_there('no copy of %s was kept.' % place.path)
        name = max(found)[2]
        with Closing(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)) as fd:
            owner = place.holder or place.info.st_uid
            if os.fstat(fd).st_uid != owner:
                raise not_allowed('the copy %s was taken from a file of %s, and %s belongs to %s.' % (
                    name, user_name(os.fstat(fd).st_uid), place.path, user_name(owner)))
            return '%s/%s' % (self.path, name), read_all(fd)


def copy_name(path):
    return path.replace('/', '%')


def show_diff(path, before, after):
    """What would change, as diff -u says it."""
    lines = difflib.unified_diff(text_of(before).splitlines(), text_of(after).splitlines(), path, path + ' (new)', lineterm='')
    for line in lines:
        say(line)
