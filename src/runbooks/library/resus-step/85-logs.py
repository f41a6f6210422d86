

# Reading for the probes of a login that may not read by itself: what the settings name, as whoever holds the way to it.

LOG_LINES, LOG_BYTES = 200, 65536


def tail_of(fd):
    size = os.fstat(fd).st_size
    os.lseek(fd, max(0, size - LOG_BYTES), os.SEEK_SET)
    content, left = b'', LOG_BYTES
    while left > 0:
        chunk = os.read(fd, left)
        if not chunk:
            break
        content, left = content + chunk, left - len(chunk)
    lines = content.split(b'\n')
    end = [] if lines[-1] else [lines.pop()]
    written = b'resus-written=%d\n' % os.fstat(fd).st_mtime
    return written + b'\n'.join(lines[-LOG_LINES:] + end)


def read_log(conf, args, _check):
    """read-log FILE: the last lines of a log that the settings name; of a program of supervisor also: stdout, stderr"""
    path = program_log(conf, args[0]) if args[0] in ('stdout', 'stderr') else args[0]
    if path is None:
        return
    if path not in conf.all('log') and args[0] == path:
        raise not_allowed('%s is no log of %s.' % (path, conf.service))
    place = walk(path, led=True)
    if place.info is None:
        raise not_there('%s is not there.' % path)

    def deed():
        with Closing(place.file(os.O_RDONLY, owned=False)) as fd:
            return tail_of(fd)

    sys.stdout.buffer.write(as_user(place.holder, deed))
    sys.stdout.buffer.flush()


def program_log(conf, stream):
    """Where supervisor writes what the program says; None for nowhere."""
    program = Program(conf)
    path = program.value(stream + '_logfile').replace('%(program_name)s', program.name)
    if path not in ('', 'AUTO'):
        return None if path == 'NONE' else path
    with Closing(walk('/var/log/supervisor').directory()) as folder:
        start = '%s-%s---' % (program.name, stream)
        names = [name for name in os.listdir(folder) if name.startswith(start) and name.endswith('.log')]
        newest = sorted((info_at(folder, name).st_mtime, name) for name in names)
    return '/var/log/supervisor/' + newest[-1][1] if newest else None
