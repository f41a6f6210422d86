

# Commits are changed by the one who owns the checkout, with no variable of the service. Root's own git runs only where nobody
# else can change what it reads, or lead what it writes: its configuration and hooks say what is run.

class Checkout:
    def __init__(self, conf):
        self.conf, self.dir = conf, conf.must('dir', 'where its code is')
        conf.must('app_user', 'the user the application runs as')
        git = walk(self.dir + '/.git', led=True)
        is_led = git.info is not None and stat.S_ISLNK(git.info.st_mode) and git.holder != 0
        if git.info is None or not (is_led or stat.S_ISDIR(git.info.st_mode)):
            raise not_there('%s is no git repository.' % self.dir)
        self.uid = git.holder if is_led else git.info.st_uid
        others = self.others(git.holders)
        if others:
            raise not_allowed('%s belongs to %s, but its .git to %s: correct the owner first.' % (
                self.dir, user_name(others[0]), user_name(self.uid)))
        if self.uid == 0:
            with Closing(git.directory()) as folder:
                foreign = next((path for path, info in [(git.path, git.info)] + [
                    (path, info) for _f, _n, info, path in tree(folder, git.path)] if not is_roots(info)), None)
            if foreign:
                raise not_allowed('the checkout is root\'s, but others can change %s: give it to one user first.' % name_of(foreign))
        self.home = pwd.getpwuid(self.uid).pw_dir or '/'
        # what only had its owner or time changed would pass for edited
        self.quiet('update-index', '-q', '--refresh')

    def others(self, holders):
        return [uid for uid in holders if uid != self.uid]

    def git(self, *words, errors=subprocess.STDOUT):
        if self.uid == 0:
            # root's own configuration holds; what a repository can name to be run does not
            safe = ('-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'safe.directory=' + self.dir)
            return by_root('git', '-C', self.dir, *safe + words, errors=errors)
        return by_user(self.uid, self.dir, ('git',) + words, clean(self.home), errors)

    def quiet(self, *words):
        return self.git(*words, errors=subprocess.DEVNULL).text.strip()

    def told(self, *words):
        say('+ git ' + ' '.join(words))
        ran = self.git(*words)
        if ran.text:
            say(ran.text.rstrip('\n'))
        return ran

    def must_be_safe(self, commit):
        """What changes between here and COMMIT is written into directories that nobody but root and the owner can swap."""
        names = self.git('diff', '--name-only', '--no-renames', '-z', '--no-ext-diff', '--no-textconv', 'HEAD', commit,
                         errors=subprocess.DEVNULL)
        if not names.ok:
            raise failed('what changes cannot be listed.')
        for folder in sorted({name.rpartition('/')[0] for name in names.text.split('\0') if name}):
            path = '/'.join(part for part in (self.dir, folder, '.resus') if part)
            try:
                others = self.others(walk(path).holders)
            except FileNotFoundError:
                continue
            except LinkMet as met:  # the owner's own link leads the owner where it may go
                others = self.others(met.holders) or ([0] if self.uid == 0 else [])
            if others:
                raise not_allowed('%s would write into %s, which %s can change: give the checkout to one user first.' % (
                    user_name(self.uid), name_of(path.rpartition('/')[0]), user_name(others[0])))


def must_be_commit(word):
    if not re.match(r'[0-9a-f]{7,64}\Z', word):
        raise not_allowed("'%s' is no commit." % word)


def deploy(conf, args, _check):
    """deploy COMMIT: fetches the service's branch and moves forward to exactly COMMIT of it, if that needs no merge"""
    must_be_commit(args[0])
    checkout = Checkout(conf)
    branch = conf.must('branch', 'the branch it is deployed from')
    before = checkout.quiet('rev-parse', 'HEAD')
    if not checkout.told('fetch', '--no-tags', 'origin', branch).ok:
        raise failed('the repository could not be fetched.')
    commit = checkout.quiet('rev-parse', args[0] + '^{commit}')
    if checkout.quiet('merge-base', args[0], 'FETCH_HEAD') != commit:
        raise not_allowed('%s is not on the branch %s.' % (args[0], branch))
    checkout.must_be_safe(commit)
    if not checkout.told('merge', '--ff-only', args[0]).ok:
        raise failed('it cannot move forward without a merge, or files were edited in place: see above.')
    say('Deployed: %s. Before: %s' % (checkout.quiet('log', '-1', '--format=%h %s'), before))


def git_rollback(conf, args, _check):
    """git-rollback COMMIT: back to a commit this checkout was at before; what was edited in place is kept, or nothing happens"""
    must_be_commit(args[0])
    checkout = Checkout(conf)
    before = checkout.quiet('rev-parse', 'HEAD')
    found = checkout.git('rev-parse', '--verify', '--quiet', args[0] + '^{commit}', errors=subprocess.DEVNULL)
    commit = found.text.strip()
    if not found.ok or not commit:
        raise not_there('%s is not in %s.' % (args[0], checkout.dir))
    if checkout.quiet('merge-base', commit, 'HEAD') != commit and commit not in checkout.quiet('reflog', '--format=%H').split('\n'):
        raise not_allowed('%s was never deployed here.' % args[0])
    checkout.must_be_safe(commit)
    if not checkout.told('reset', '--keep', commit).ok:
        raise failed('files that were edited in place are in the way: see above.')
    say('Now: %s. Before: %s' % (checkout.quiet('log', '-1', '--format=%h %s'), before))
