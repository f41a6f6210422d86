

# The service's file of variables.

CODE_NAMES = re.compile(
    r'(LD_.*|PATH|ENV|BASH_ENV|IFS|PYTHONPATH|PYTHONSTARTUP|PYTHONHOME|NODE_OPTIONS|PERL5.*|RUBYOPT|GIT_.*|SHELL|HOME)\Z')


LONGEST_VALUE = 1 << 16


def variable_line(name):
    return re.compile('(?:export )?%s=' % re.escape(name))


def quoted_value(given):
    """The value as it has to stand in the file."""
    text = text_of(given[:-1] if given.endswith(b'\n') else given)
    if len(given) > LONGEST_VALUE:
        raise not_allowed('the value is longer than %d bytes.' % LONGEST_VALUE)
    if text == '':
        raise not_allowed('the value is empty.')
    if re.search('[\x00-\x1f\x7f]', text):
        raise not_allowed('the value has more than one line, or a control character.')
    if re.match(r'[A-Za-z0-9_./:@%+,=~?&-]+\Z', text):
        return text
    if "'" in text or '\\' in text:
        raise not_allowed('the value needs quoting that the readers of such files understand differently.')
    return "'%s'" % text


def set_env(conf, args, _check, given):
    """set-env NAME: one variable in the service's file; its value comes on standard input and is never shown"""
    name = args[0]
    if not re.match(r'[A-Za-z_][A-Za-z0-9_]*\Z', name):
        raise not_allowed("'%s' is no name of a variable." % name)
    if CODE_NAMES.match(name):
        raise not_allowed('%s decides what code is run: it is not set from here.' % name)
    place = edited(conf.must('env_file', 'its file of variables'))
    before = content_of(place)
    form = variable_line(name)
    lines = text_of(before).split('\n')
    if name not in conf.all('env_name') and not any(map(form.match, lines)):
        raise not_allowed('%s is neither in %s nor among the variables of %s.' % (name, place.path, conf.service))
    value = quoted_value(given)
    was = 'another value' if any(form.match(line) and form.sub('', line, 1) for line in lines) else 'absent'
    out, done = [], False
    for line in lines:
        if form.match(line):
            if not done:
                out.append(form.match(line).group() + value)
            done = True
        else:
            out.append(line)
    if not done:
        out[-1:] = ['%s=%s' % (name, value), ''] if out[-1] == '' else [out[-1], '%s=%s' % (name, value), '']
    after = bytes_of('\n'.join(out))
    if after == before:
        say('%s has this value already.' % name)
        return
    kept = Vault(conf.service).keep(place, before)
    put_content(place, after, kept)
    say('%s is set in %s (before: %s). The file as it was: %s' % (name, place.path, was, kept))


def restore_env(conf, _args, _check):
    """restore-env: the newest copy of the file of variables becomes the file again"""
    place = edited(conf.must('env_file', 'its file of variables'))
    name, copy = Vault(conf.service).newest(place)
    put_content(place, copy, name)
    say('%s is as it was before the last change.' % place.path)


# How people write "fill this in". A match ends before anything that could be a real value.
PLACEHOLDER = re.compile(r'["\']?(your[-_ ]|change[-_ ]?me|xxxx*$|<|todo|placeholder|replace[-_ ]?me|example$)', re.I)


def env_names(conf, _args, _check):
    """env-names: the names in the service's file, which of them are empty, left to be filled in or as the catalog wants them:
    never a value. For the probes of a login that may not read the file."""
    place = edited(conf.must('env_file', 'its file of variables'))
    equals = {line.strip() for line in conf.all('env_equal')}
    lines = text_of(content_of(place)).split('\n')
    form = re.compile(r'(?:export +)?([A-Za-z_][A-Za-z0-9_]*)=')
    for line in lines[:2000]:
        match = form.match(line)
        if not match:
            continue
        value = line[match.end():]
        bare = value[1:] if value[:1] in ('"', "'") else value
        bare = bare[:-1] if bare[-1:] in ('"', "'") else bare
        filler = PLACEHOLDER.match(value)
        if '%s=%s' % (match.group(1), bare) in equals:
            say(match.group() + value)
        else:
            say(match.group() + (filler.group() if filler else ''))
    say('resus-empty')
    for line in lines[:2000]:
        if re.match(r'(?:export +)?[A-Za-z_][A-Za-z0-9_]*=["\']?["\']?[ \t\r]*\Z', line):
            say(line)
    say('resus-end')
    say('age %d' % (time.time() - place.info.st_mtime))
