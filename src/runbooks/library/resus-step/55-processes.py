

# Processes: who holds a port is told by the kernel, by the number of the socket, not by names that a process gives itself.

def of_process(pid, what):
    """The text of /proc/PID/WHAT; empty when the process is gone."""
    try:
        with open('/proc/%s/%s' % (pid, what), 'rb') as told:
            return told.read().decode('utf-8', 'replace')
    except OSError:
        return ''


def stat_field(pid, number):
    """A field of /proc/PID/stat. They stand behind the last ')': a program may have any name."""
    fields = of_process(pid, 'stat').rpartition(')')[2].split()
    return fields[number - 3] if len(fields) > number - 3 else ''


def command_of(pid):
    return of_process(pid, 'cmdline').replace('\0', ' ')


def is_alive(pid, started):
    return stat_field(pid, 3) not in ('', 'Z') and stat_field(pid, 22) == started


def link_of(path):
    try:
        return os.readlink(path)
    except OSError:
        return ''


def owners_of(port):
    """The pids that hold the listening socket of PORT."""
    sockets = set()
    for table in ('/proc/net/tcp', '/proc/net/tcp6'):
        try:
            with open(table) as lines:
                rows = [line.split() for line in lines]
        except OSError:
            continue
        sockets.update('socket:[%s]' % row[9] for row in rows if row[3] == '0A' and row[1].endswith(':%04X' % int(port)))
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')) if sockets else ():
        try:
            held = os.listdir('/proc/%s/fd' % pid)
        except OSError:
            continue
        if any(link_of('/proc/%s/fd/%s' % (pid, fd)) in sockets for fd in held):
            found.append(int(pid))
    return sorted(found)


def held_by(port):
    return ' '.join(map(str, owners_of(port)))


def send(pid, number):
    try:
        os.kill(pid, number)
        return True
    except ProcessLookupError:
        return False


def end_pid(pid, started):
    """TERM, ten seconds, KILL. The start time makes sure that it is still the same process."""
    say('TERM to %d: %s' % (pid, command_of(pid)))
    if is_alive(pid, started):
        send(pid, signal.SIGTERM)
    for tenth in range(100):
        if not is_alive(pid, started):
            break
        time.sleep(0.1)
        # a suspended process hears TERM only when it is continued
        if tenth == 4 and is_alive(pid, started):
            send(pid, signal.SIGCONT)
    if is_alive(pid, started):
        say('It did not end in 10 s: KILL to %d.' % pid)
        send(pid, signal.SIGKILL)
        time.sleep(0.5)
    if is_alive(pid, started):
        raise half_done('process %d does not end, even by KILL.' % pid)
    say('%d is gone.' % pid)


def end_process(conf, args, _check):
    """end-process PID PORT: ends exactly the process that holds the service's port, and nothing else"""
    word, port = args
    if port not in conf.all('port'):
        raise not_allowed('%s is no port of %s.' % (port, conf.service))
    if not re.match(r'[1-9][0-9]{0,9}\Z', word) or word == '1':
        raise not_allowed("'%s' is no process." % word)
    pid = int(word)
    started = stat_field(pid, 22)
    if pid not in owners_of(port):
        raise not_there('process %s does not hold port %s (now: %s). Nothing was ended.' % (word, port, held_by(port)))
    end_pid(pid, started)
    if owners_of(port):
        raise half_done('port %s is held by another process now: %s' % (port, held_by(port)))
    say('Port %s is free.' % port)


def end_leftovers(conf, _args, _check):
    """end-leftovers: after a stop, what still holds the service's port and is the service's own (same user or directory)"""
    port = conf.must('port', 'what it listens on')
    for pid in owners_of(port):
        started = stat_field(pid, 22)
        try:
            uid = os.stat('/proc/%d' % pid).st_uid
        except OSError:
            continue
        place = link_of('/proc/%d/cwd' % pid)
        if pid == 1 or (user_name(uid) != conf.the('app_user') and (place == '' or place != conf.the('dir'))):
            raise failed("port %s is held by %d (%s, %s), which is not the service's own." % (port, pid, user_name(uid), command_of(pid)))
        end_pid(pid, started)
    if owners_of(port):
        raise half_done('port %s is still held by %s' % (port, held_by(port)))
    say('Port %s is free.' % port)


def service_pids(conf):
    """Every process of the service, as its manager or its port tells."""
    found = owners_of(conf.the('port')) if conf.the('port') else []
    if conf.the('kind') == 'systemd':
        group = system_value(conf.the('unit'), 'ControlGroup')
        for top in ('/sys/fs/cgroup', '/sys/fs/cgroup/systemd') if group else ():
            try:
                with open('%s%s/cgroup.procs' % (top, group)) as told:
                    found += map(int, told.read().split())
            except OSError:
                continue
    if conf.the('kind') == 'supervisor':
        found += map(int, re.findall(r'^[1-9][0-9]*$', by_root('supervisorctl', 'pid', conf.the('program')).text, re.M))
    return set(found)


def resume(conf, _args, _check):
    """resume: continues the service's processes that are suspended (SIGSTOP), with their children"""
    todo, seen, count = service_pids(conf), set(), 0
    if not todo:
        raise not_there('no process of %s is known.' % conf.service)
    while todo:
        pid = todo.pop()
        if pid in seen or pid == 1:
            continue
        seen.add(pid)
        try:
            threads = os.listdir('/proc/%d/task' % pid)
        except OSError:
            continue
        for thread in threads:
            todo.update(map(int, of_process(pid, 'task/%s/children' % thread).split()))
        if stat_field(pid, 3) == 'T' and send(pid, signal.SIGCONT):
            say('Continued %d: %s' % (pid, command_of(pid)))
            count += 1
    if count == 0:
        raise not_there('no process of %s is suspended.' % conf.service)
    say('%d processes were suspended and run on.' % count)
