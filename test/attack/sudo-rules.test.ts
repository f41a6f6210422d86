import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sudoersFor } from '#app/doctor.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { type ActingHost, bootActing } from '#test/actions/acting-host.ts';
import { unborn } from '#test/lab/faults/campaign.ts';
import { labMissing } from '#test/lab/lab.ts';
import { fastapiNginx } from '#test/lab/systems/fastapi-nginx.ts';
import { supervisorFastapi } from '#test/lab/systems/supervisor-fastapi.ts';
import type { LabSystem } from '#test/lab/systems/system.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';

// Every rule that `resus doctor --sudoers` prints is run, as the login and in a directory of its own, while all that the
// service's user owns leads to files of root.
const secret = 'SECRET_OF_ROOT';
const systems = [
  { system: systemdDjango, user: 'payments' },
  { system: supervisorFastapi, user: 'storefront' },
  { system: fastapiNginx, user: 'auth' },
] as const;

function printedFile(system: LabSystem): string {
  return sudoersFor(readCatalog(stringify(system.catalog(unborn)), 'lab.yaml'), loadRunbooks(), undefined);
}

/** The command of each rule as sudo is asked for it: `sudo -n [-u USER] WORDS`. */
function commandsOf(sudoers: string): string[] {
  const rules = [...new Set(sudoers.split('\n').filter((line) => line.startsWith('bot ')))];
  return rules.map((rule) => {
    const [, user = '', words = ''] = /^bot ALL=\((\S+)\)(?: CWD=\/)? NOPASSWD: (.*)$/.exec(rule) ?? [];
    const quoted = words
      .split(/(?<!\\) /)
      .map((word) => `'${word.replaceAll(/\\(.)/g, '$1').replaceAll("'", String.raw`'\''`)}'`);
    return `sudo -n -u ${user} ${quoted.join(' ')}`;
  });
}

/** What the user of the service may do with what it owns: each log, file and directory leads to the like of root's. */
const traps = (user: string) => `
mkdir -p /root/d/.venv/bin; echo '${secret}=x' >/root/d/secret; for n in .env app.log error.log api.log api.err.log reports.err.log reports.log s.sock manage.py; do cp /root/d/secret /root/d/$n; done
chmod -R go= /root/d; chmod 755 /root
find /srv /opt /var/log /run /etc -xdev \\( -name '*.log' -o -name .env -o -name '*.sock' -o -name media \\) -user ${user} 2>/dev/null | while read -r f; do
  rm -rf "$f"; n=$(basename "$f"); [ -e "/root/d/$n" ] || n=secret; runuser -u ${user} -- ln -s "/root/d/$n" "$f"; done
for d in /var/log/payments /var/log/storefront /var/log/auth; do [ -d $d ] || continue; for n in error.log app.log api.log api.err.log reports.err.log; do runuser -u ${user} -- sh -c "rm -f $d/$n; ln -s /root/d/$n $d/$n"; done; done`;

/**
 * What stays as it is. Without the content of what stands for logs: systemd and supervisor write those as root at each start,
 * whoever asks for it and wherever the service's user has led them. docs/security.md says how to keep them from it.
 */
const look = `sha256sum /root/d/secret /root/d/.env /root/d/manage.py /etc/shadow /etc/passwd; stat -c '%U %a %n' /root/d/* /etc/shadow`;

/** A directory of the login with all that programs look for in the one they are started in. */
const lair = `
mkdir -p /home/bot/lair/.venv/bin /home/bot/lair/etc; cd /home/bot/lair
printf '#!/bin/sh\\necho "ran as $(id -u)"\\n' | tee .venv/bin/python manage.py python3 docker >test_imports.py; chmod 755 .venv/bin/python python3 docker manage.py
ln -sf /root/d/secret supervisord.conf; ln -sf /root/d/secret etc/supervisord.conf; ln -sf /root/d/secret .env; ln -sf /root/d/secret nginx.conf
chown -hR bot:bot /home/bot/lair`;

describe.skipIf(labMissing() !== undefined).each(systems)(
  'the printed rules of $system.id',
  ({ system, user }) => {
    let web: ActingHost;
    const sudoers = printedFile(system);
    const commands = commandsOf(sudoers);
    beforeAll(async () => {
      web = await bootActing(system, '', []);
      await web.host.put(`${sudoers}\n`, '/etc/sudoers.d/resus', '440');
      await web.must(`visudo -cqf /etc/sudoers.d/resus; ${traps(user)}; ${lair}`);
    }, 300_000);
    afterAll(() => web?.down());

    it('are a file that sudo takes, and there are many', () => {
      expect(commands.length).toBeGreaterThan(12);
    });
    it('print nothing of root’s, whatever the service’s user links, and run nothing of the login', async () => {
      const before = await web.must(look);
      const shadow = (await web.must('head -n 1 /etc/shadow')).trim();
      for (const command of commands) {
        const told = await web.run(`cd /home/bot/lair; export PATH=.:$PATH; ${command}`);
        // the command stands before what it printed, so that a failure says whose it is
        const about = `${command}\n${told.text}`;
        expect(about).not.toContain(secret);
        expect(about).not.toContain(shadow);
        expect(about).not.toMatch(/ran as \d/);
        expect(about).not.toMatch(/^sudo: .*password|^Sorry, user/m);
      }
      expect(await web.must(look)).toBe(before);
    }, 120_000);
    it('show nothing of root’s by the operations of the helper, which one of them allows', async () => {
      for (const service of Object.keys(web.catalog.services)) {
        const { logs = [], env } = web.catalog.services[service] ?? {};
        const reads = logs.filter((log) => log !== 'journal').map((log) => `read-log ${log}`);
        const asked = [
          ...reads,
          'read-log stdout',
          'read-log stderr',
          'env-names',
          'restore-env',
          'fix-paths',
        ];
        for (const words of env === undefined ? reads : asked) {
          const told = await web.run(
            `cd /home/bot/lair; sudo -n /usr/local/sbin/resus-step ${service} ${words}`,
          );
          expect(told.text).not.toContain(secret);
        }
      }
      expect(await web.must('find /root/d ! -user root')).toBe('');
    }, 60_000);
  },
);

describe('a rule for supervisorctl', () => {
  it('starts it where nobody can put a configuration of his own', () => {
    const rules = printedFile(supervisorFastapi).match(/^.*supervisorctl.*$/gm) ?? [];
    expect(rules.length).toBeGreaterThan(3);
    for (const rule of rules) expect(rule).toContain(' CWD=/ ');
  });
});
