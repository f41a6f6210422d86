#!/bin/sh
''':'
# resus-step SERVICE OPERATION [ARGUMENT...]: the changes Resus makes as root whose arguments vary.
#
# Installed as /usr/local/sbin/resus-step, owner root, mode 0755. These lines are shell and only start Python, cut off from
# every variable, directory and package that somebody else could have put in the way (-I -S); all below is Python >= 3.6.
for python in /usr/bin/python3 /usr/libexec/platform-python; do
  [ -x "$python" ] && exec "$python" -I -S -B "$0" "$@"
done
echo 'Refused: resus-step needs Python 3 as /usr/bin/python3: install the package python3 of this system. Nothing was changed.'
exit 69
'''
# It changes only what /etc/resus/SERVICE.conf names (owner root, mode 0644). What it does to files follows two rules:
#
#   1. Where somebody else than root can change what a path leads to, a child process becomes that somebody for good and
#      acts on the path: it reaches what that user reaches, and nothing more.
#   2. Where only root can, or where a thing of root is to be given away, it goes from / one descriptor at a time, follows no
#      link that is not root's, looks at the descriptor it holds and acts on that descriptor, never again on the name.
#
# Programs that root runs get no variable of anybody, stand in /, and are root's own. What is the application's (git, pip,
# manage.py) runs as its owner. Standard input is read whole before anything is looked at. What is edited is kept in
# /var/backups/resus/SERVICE first; when a change does not pass its own test, the copy is put back.
#
# Exit codes: 0 done (or already so), 64 no such operation, 65 an argument is not allowed for this service, 66 what it is
# about is not there, 69 not set up for this service, 70 failed and nothing is changed or all is put back,
# 71 failed, and something stays changed: the text says what.
import difflib
import errno
import grp
import os
import pwd
import re
import select
import signal
import stat
import subprocess
import sys
import time

CALLER = os.environ.get('SUDO_UID', '')
os.environ.clear()
os.umask(0o077)
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
EMBEDDED_SETTINGS = None


class Ended(Exception):
    """Why an operation ends before its last line, with the exit code that says what stays changed."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code
        self.text = text


def not_allowed(text):
    return Ended(65, 'Refused: %s Nothing was changed.' % text)


def not_there(text):
    return Ended(66, 'Refused: %s' % text)


def not_set_up(text):
    return Ended(69, 'Refused: %s' % text)


def failed(text):
    return Ended(70, 'Failed: %s' % text)


def half_done(text):
    return Ended(71, 'Failed: %s' % text)


def shown(text):
    """TEXT without what could pass for another line or move the cursor: names of files may hold anything."""
    return re.sub('[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]', lambda found: '\\x%02x' % ord(found.group()), text)


def say(text):
    """Prints TEXT; when nobody reads any more, the work goes on all the same."""
    try:
        sys.stdout.buffer.write((shown(text) + '\n').encode('utf-8', 'backslashreplace'))
        sys.stdout.buffer.flush()
    except OSError:
        pass


def name_of(path):
    """A file's name on one line."""
    return path.replace('\n', '\\n').replace('\t', '\\t')


class Settings:
    """What root allows for one service: lines KEY=VALUE, of which a key may have several."""

    def __init__(self, service, text):
        self.lines = [line.partition('=')[::2] for line in text.split('\n') if '=' in line]
        self.service = service

    def all(self, key):
        return [value for name, value in self.lines if name == key]

    def the(self, key):
        return (self.all(key) + [''])[0]

    def must(self, key, what):
        if self.the(key) == '':
            raise not_set_up('the settings of %s name no %s= (%s).' % (self.service, key, what))
        return self.the(key)

    def unit(self):
        """The unit's full name: unit files and drop-ins need the suffix."""
        unit = self.must('unit', 'its systemd unit')
        return unit if unit.endswith('.service') else unit + '.service'


def settings_of(service):
    """The settings of SERVICE from its file of root, or those that came with the helper itself."""
    text = EMBEDDED_SETTINGS if EMBEDDED_SETTINGS is not None else settings_file(service)
    found = Settings(service, text)
    if found.the('service') != service:
        raise not_set_up("the settings are for '%s', not for %s." % (found.the('service'), service))
    untrusted_users.update(user_id(name) for name in [found.the('app_user')] + [rule.split(':')[0] for rule in found.all('path')])
    untrusted_users.discard(None)
    untrusted_users.discard(0)
    return found


def settings_file(service):
    path = '/etc/resus/%s.conf' % service
    try:
        place = walk(path)
    except FileNotFoundError:
        place = None
    if place is None or place.info is None:
        raise not_set_up("there is no %s: print it with 'resus doctor --helper %s' and install it (root, 0644)." % (path, service))
    if place.holder != 0 or not is_roots(place.info):
        raise not_set_up('%s and its directory must belong to root and be writable by nobody else.' % path)
    return place.read().decode('utf-8', 'surrogateescape')


def checked_words(words):
    """SERVICE and OPERATION with its arguments, after what must hold for all of them."""
    if len(words) < 2:
        raise Ended(64, 'Refused: usage: resus-step SERVICE OPERATION [ARGUMENT...]')
    if any(re.search('[\x00-\x1f\x7f]', word) for word in words):
        raise Ended(65, 'Refused: an argument holds a control character.')
    if not re.match(r'[a-z0-9][a-z0-9._-]*\Z', words[0]):
        raise Ended(65, 'Refused: that is no name of a service.')
    if os.geteuid() != 0:
        raise not_set_up('resus-step must run as root: allow it in sudoers.')
    return words[0], words[1], words[2:]
