import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import { labMissing } from '#test/lab/lab.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
const health = 'http://api.example.test/health';
const receipts = 'http://api.example.test/api/receipts/';
const helperOnly = ['/usr/local/sbin/resus-step', '/usr/bin/systemctl restart payments-backend'];

let web: ActingHost;
const api = (...words: string[]) => web.step('api', words);
const restart = () => web.run('sudo -n systemctl restart payments-backend');
const answers = (url: string, status: number) =>
  expect.poll(() => web.visit(url), { timeout: scaled(10_000), interval: 200 }).toBe(status);

describe.skipIf(missing !== undefined)('the helper, the files and the commits of a service', () => {
  beforeAll(
    async () => void (web = await bootActing(systemdDjango, djangoWords, helperOnly)),
    scaled(300_000),
  );
  afterAll(() => web?.down());

  describe('set-env', () => {
    it('sets a variable from standard input, never showing it; a restart cures', async () => {
      await web.must(`edit 's/^ALLOWED_HOSTS=.*/ALLOWED_HOSTS=127.0.0.1/' .env; restart; up`);
      expect(await web.visit(health)).toBe(400);
      const told = await web.step(
        'api',
        ['set-env', 'ALLOWED_HOSTS'],
        'api.example.test,127.0.0.1,localhost\n',
      );
      expect(told).toMatchObject({ code: 0, text: expect.stringContaining('before: another value') });
      expect(told.text).not.toContain('api.example.test');
      await restart();
      await answers(health, 200);
    });
    it('keeps owner and mode, and a copy that only root can read', async () => {
      expect(await web.must('stat -c "%U %G %a" .env')).toBe('payments payments 640\n');
      const copies = await web.must('stat -c "%a %n" /var/backups/resus /var/backups/resus/api');
      expect(copies).toBe('700 /var/backups/resus\n700 /var/backups/resus/api\n');
    });
    it('adds what was missing and says that it was', async () => {
      await web.must(
        `sed -n 's/^SECRET_KEY=//p' .env >/root/key; edit '/^SECRET_KEY=/d' .env; restart; failed`,
      );
      expect(await web.visit(health)).toBe(502);
      const told = await web.step('api', ['set-env', 'SECRET_KEY'], await web.must('cat /root/key'));
      expect(told).toMatchObject({ code: 0, text: expect.stringContaining('before: absent') });
      await web.must('systemctl reset-failed payments-backend');
      await restart();
      await answers(health, 200);
    });
    it('refuses what decides which code is run, unknown names, and values of several lines', async () => {
      for (const name of ['LD_PRELOAD', 'PATH', 'PYTHONPATH', 'NOBODY_KNOWS_IT', 'A B', 'X=1'])
        expect(await web.step('api', ['set-env', name], 'x')).toMatchObject({ code: 65 });
      expect(await web.step('api', ['set-env', 'DEBUG'], 'a\nLD_PRELOAD=/tmp/x')).toMatchObject({ code: 65 });
      expect(await web.step('api', ['set-env', 'DEBUG'], '')).toMatchObject({ code: 65 });
    });
    it('writes as the owner of the file, so a link that was put in the way leads nowhere', async () => {
      await web.must('cp -p .env /root/env; rm .env; ln -s /etc/shadow .env');
      const before = await web.must('cat /etc/shadow');
      expect((await web.step('api', ['set-env', 'DEBUG'], 'x')).code).not.toBe(0);
      expect(await web.must('cat /etc/shadow')).toBe(before);
      await web.must('rm .env; cp -p /root/env .env');
    });
    it('can be undone', async () => {
      const before = await web.must('cat .env');
      await web.step('api', ['set-env', 'DEBUG'], 'True');
      expect(await web.must('cat .env')).not.toBe(before);
      expect(await api('restore-env')).toMatchObject({ code: 0 });
      expect(await web.must('cat .env')).toBe(before);
    });
  });

  describe('fix-paths', () => {
    it('gives the named directory back to its user, with what was made in it: cured from outside', async () => {
      await web.must(
        'chown root:root media; chmod 755 media; echo x >media/of-root; chmod 600 media/of-root',
      );
      expect(await web.visit(receipts)).toBe(500);
      expect((await api('fix-paths', '--check')).text).toContain(
        'owner of /srv/payments/media: root → payments',
      );
      expect(await web.visit(receipts)).toBe(500);
      expect(await api('fix-paths')).toMatchObject({ code: 0 });
      expect(await web.visit(receipts)).toBe(200);
      expect(await web.must('stat -c "%U %a" media/of-root')).toBe('payments 600\n');
    });
    it('closes a file of secrets that everyone could read, and opens nothing', async () => {
      await web.must('chmod 644 .env; chmod 700 orders');
      expect(await api('fix-paths')).toMatchObject({ code: 0 });
      expect(await web.must('stat -c %a .env orders')).toBe('640\n700\n');
      await web.must('chmod 755 orders');
    });
    it('does not follow links, nor take files that have another name elsewhere', async () => {
      await web.must('ln -s /etc/shadow media/link; echo >/srv/of-root; ln /srv/of-root media/other');
      expect(await api('fix-paths')).toMatchObject({ code: 0 });
      expect(await web.must('stat -c %U /etc/shadow /srv/of-root')).toBe('root\nroot\n');
      await web.must('rm media/link media/other');
    });
  });

  describe('deploy and git-rollback', () => {
    it('goes back to the commit before the bad one: cured from outside', async () => {
      const good = (await web.must('git rev-parse HEAD')).trim();
      await web.must(
        `edit '1i from orders.discounts import x' orders/models.py; deploy 'orders: discounts'; failed`,
      );
      expect(await web.visit(health)).toBe(502);
      expect(await api('git-rollback', good)).toMatchObject({
        code: 0,
        text: expect.stringContaining('Now:'),
      });
      await web.must('systemctl reset-failed payments-backend');
      await restart();
      await answers(health, 200);
      expect(await web.must('stat -c %U orders/models.py .git/HEAD')).toBe('payments\npayments\n');
    });
    it('moves forward to exactly the commit asked for, as the owner, with modes others can read', async () => {
      await web.must(
        `git clone -q /srv/git/payments.git /root/clone; cd /root/clone; git revert --no-edit HEAD; edit 's/+ 30/+ 31/' orders/pricing.py; git commit -qam 'pricing: fee'; echo >later; git add later; git commit -qm 'later: not this one'; git push -q; chown -R payments:payments /srv/git`,
      );
      const wanted = (await web.must('git -C /root/clone rev-parse HEAD~1')).trim();
      expect(await api('deploy', wanted)).toMatchObject({
        code: 0,
        text: expect.stringContaining('Before:'),
      });
      expect((await web.must('git rev-parse HEAD')).trim()).toBe(wanted);
      expect(await web.must('stat -c "%U %a" orders/pricing.py')).toBe('payments 644\n');
      await restart();
      await answers(health, 200);
    });
    it('refuses a commit that is not on the branch, one that never was here, and what is no commit', async () => {
      await web.must(
        `cd /root/clone; git switch -qc side; echo >side; git add side; git commit -qm side; git push -q origin side; chown -R payments:payments /srv/git`,
      );
      const side = (await web.must('git -C /root/clone rev-parse HEAD')).trim();
      expect(await api('deploy', side)).toMatchObject({ code: 65 });
      expect((await api('git-rollback', side)).code).not.toBe(0);
      for (const word of ['HEAD', '--hard', 'main', 'abc', 'g'.repeat(40)])
        expect(await api('git-rollback', word)).toMatchObject({ code: 65 });
    });
    it('changes nothing when files were edited in place that the new commit touches', async () => {
      await web.must(`edit 's/+ 31/+ 99/' orders/pricing.py; chown -R payments:payments .`);
      const before = await web.must('git rev-parse HEAD; cat orders/pricing.py');
      const [, previous = ''] = (await web.must('git rev-list -4 HEAD')).split('\n');
      expect((await api('git-rollback', previous)).code).toBe(70);
      expect(await web.must('git rev-parse HEAD; cat orders/pricing.py')).toBe(before);
      await web.must('git checkout -q orders/pricing.py; chown -R payments:payments .');
    });
  });
});
