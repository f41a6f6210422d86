

def create_database(conf, _args, _check):
    """create-database: the service's database, when it is missing from the PostgreSQL of this host"""
    database, owner = conf.must('database', 'its database'), conf.must('database_user', 'the owner of its database')
    uid = user_id('postgres')
    if uid is None:
        raise not_there('there is no user postgres on this host.')
    home = pwd.getpwuid(uid).pw_dir

    def ask(query):
        return by_user(uid, '/', ('psql', '-qXAtc', query), clean(home))

    if not ask('select 1').ok:
        raise failed('PostgreSQL of this host does not answer.')
    if database in ask('select datname from pg_database').text.split('\n'):
        say('The database %s is there already.' % database)
        return
    if owner not in ask('select rolname from pg_roles').text.split('\n'):
        raise not_there('the role %s is not there.' % owner)
    made = by_user(uid, '/', ('createdb', '--owner=' + owner, '--encoding=UTF8', '--template=template0', '--', database), clean(home))
    if not made.ok:
        say(made.text)
        raise failed('it could not be created.')
    say('The database %s is there, empty, and belongs to %s: its migrations have to run.' % (database, owner))
