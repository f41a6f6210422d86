

# The proxy's files. Root loads them, so only files that nobody else can change are edited, tested and loaded.

PROXIES = {'nginx': ('nginx', ('nginx', '-t')), 'apache': ('apache2', ('apachectl', '-t')), 'caddy': ('caddy', None)}


def proxy_test(conf):
    kind = conf.the('proxy_kind')
    if kind not in PROXIES:
        return Ran(1, 'no proxy is named for %s' % conf.service)
    words = PROXIES[kind][1] or ('caddy', 'validate', '--adapter', 'caddyfile', '--config', conf.the('proxy_file'))
    return by_root(*words)


def proxy_reload(conf):
    unit = PROXIES[conf.the('proxy_kind')][0]
    return by_root('systemctl', 'reload', unit) if program('systemctl') else by_root('nginx', '-s', 'reload')


def proxy_takes(conf):
    """Tests and loads the configuration: (whether it did, what was told)."""
    told = proxy_test(conf)
    if not told.ok:
        return False, told.text
    loaded = proxy_reload(conf)
    return loaded.ok, told.text + loaded.text


def change_proxy(conf, place, before, after):
    """Keeps, writes, tests, loads; puts back what was there when the proxy does not take it."""
    kept = Vault(conf.service).keep(place, before)
    place.write(after)
    took, told = proxy_takes(conf)
    if took:
        for line in told.strip().split('\n')[-2:]:
            say(line)
        say('The proxy took the new configuration. The file as it was: %s' % kept)
        return
    say(told)
    try:
        place.write(before)
    except (OSError, Ended):
        raise half_done('%s could not be put back: its copy is %s.' % (place.path, kept))
    # a configuration that was broken before is still broken: it never replaces what runs
    proxy_takes(conf)
    raise failed('the proxy does not accept the change; %s is as it was.' % place.path)


UPSTREAM_LINE = re.compile(
    r'[ \t]*(server|proxy_pass|uwsgi_pass|fastcgi_pass|grpc_pass|set|ProxyPass|ProxyPassReverse|BalancerMember|reverse_proxy|to)[ \t]')
EDGE = ' \\t;/"\'{}='


def set_upstream(conf, args, check):
    """set-upstream [--check] FILE FROM TO: where the proxy sends requests, exactly FROM, becomes TO, which must be where the
    settings say the service listens. Only the directives that name an upstream are touched."""
    path, old, new = args
    if path not in conf.all('proxy_file'):
        raise not_allowed('%s is no proxy file of %s.' % (path, conf.service))
    if new not in conf.all('upstream'):
        raise not_allowed('%s does not listen at %s.' % (conf.service, new))
    if not re.match(r'[A-Za-z0-9_.:/[\]-]+\Z', old):
        raise not_allowed("'%s' is no upstream." % old)
    place = roots_file(path, 'the configuration of the proxy')
    before = place.read()
    whole = re.compile('(?<![^%s])%s(?![^%s])' % (EDGE, re.escape(old), EDGE))
    lines = text_of(before).split('\n')
    changed = [whole.sub(lambda _: new, line) if UPSTREAM_LINE.match(line) else line for line in lines]
    if not any(UPSTREAM_LINE.match(line) and whole.search(line) for line in lines):
        raise not_there('%s sends nothing to %s: it was changed since, or the address stands elsewhere. Nothing was changed.' % (path, old))
    after = bytes_of('\n'.join(changed))
    show_diff(place.path, before, after)
    if not check:
        change_proxy(conf, place, before, after)


def restore_proxy(conf, _args, _check):
    """restore-proxy: the newest copy of the proxy's file becomes the file again"""
    place = roots_file(conf.must('proxy_file', 'where its proxy is configured'), 'the configuration of the proxy')
    _name, copy = Vault(conf.service).newest(place)
    before = place.read()
    show_diff(place.path, before, copy)
    change_proxy(conf, place, before, copy)


def enable_site(conf, _args, _check):
    """enable-site: the site that exists but is not among those nginx loads"""
    path = conf.must('proxy_file', 'where its proxy is configured')
    above, _, name = path.rpartition('/')
    if not above.endswith('/sites-enabled'):
        raise not_allowed('%s is not in a sites-enabled directory.' % path)
    roots_file('%s/sites-available/%s' % (above.rpartition('/')[0], name), 'the site')
    enabled = walk('%s/.resus' % above)  # the directory, whatever stands at the site's own name
    if enabled.holder != 0:
        raise not_allowed('%s does not belong to root alone.' % above)
    if info_at(enabled.folder, name) is not None:
        took, told = proxy_takes(conf)
        say('%s is enabled already.' % path)
        if not took:
            raise failed(told)
        return
    os.symlink('../sites-available/%s' % name, name, dir_fd=enabled.folder)
    took, told = proxy_takes(conf)
    if took:
        say('%s is enabled.' % path)
        return
    os.unlink(name, dir_fd=enabled.folder)
    say(told)
    raise failed('the proxy does not accept the site; %s is gone again.' % path)
