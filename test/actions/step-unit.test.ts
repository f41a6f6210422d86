import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import { labMissing } from '#test/lab/lab.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
const health = 'http://api.example.test/health';
const helperOnly = ['/usr/local/sbin/resus-step', '/usr/bin/systemctl restart payments-backend'];

let web: ActingHost;
const api = (...words: string[]) => web.step('api', words);
const restart = () => web.run('sudo -n systemctl restart payments-backend');
const answers = (url: string, status: number) =>
  expect.poll(() => web.visit(url), { timeout: scaled(10_000), interval: 200 }).toBe(status);
const unitIs = (property: string) => web.must(`systemctl show -P ${property} payments-backend`);

describe.skipIf(missing !== undefined)('the helper and a unit of systemd', () => {
  beforeAll(
    async () => void (web = await bootActing(systemdDjango, djangoWords, helperOnly)),
    scaled(300_000),
  );
  afterAll(() => web?.down());

  describe('the unit', () => {
    it('raises the limit of memory at once and for good', async () => {
      await web.must(`edit 's/^RestartSec=.*/&\\nMemoryMax=120M/' $UNIT; unit_changed; up`);
      expect(await api('raise-memory', 'payments-backend', 'double')).toMatchObject({ code: 0 });
      expect(await unitIs('MemoryMax')).toBe(`${240 << 20}\n`);
      await restart();
      expect(await unitIs('MemoryMax')).toBe(`${240 << 20}\n`);
      await answers(health, 200);
    });
    it('refuses less than now, more than the machine has, and another unit', async () => {
      for (const size of ['100M', '9000G', '1; id', '-1', 'M'])
        expect(await api('raise-memory', 'payments-backend', size)).toMatchObject({ code: 65 });
      expect(await api('raise-memory', 'nginx', '512M')).toMatchObject({ code: 65 });
    });
    it('can be undone', async () => {
      expect(await api('restore-unit')).toMatchObject({ code: 0 });
      await web.must(
        'systemctl revert -q payments-backend 2>/dev/null || true; rm -rf /run/systemd/system.control; systemctl daemon-reload',
      );
      expect(await unitIs('MemoryMax')).toBe(`${120 << 20}\n`);
    });
    it('brings a unit whose directory, user and program are not there in line with the catalog', async () => {
      await web.must(
        `cp $UNIT /root/unit; edit 's#^WorkingDirectory=.*#WorkingDirectory=/srv/gone#; s/^User=.*/User=nobody-here/; s#^ExecStart=[^ ]*#ExecStart=/srv/old/bin/gunicorn#' $UNIT; unit_changed; failed`,
      );
      expect(await web.visit(health)).toBe(502);
      const told = await api('repair-unit');
      expect(told).toMatchObject({
        code: 0,
        text: expect.stringContaining('+WorkingDirectory=/srv/payments'),
      });
      await web.must('systemctl reset-failed payments-backend');
      await restart();
      await answers(health, 200);
      expect(await web.must('cat /proc/$(systemctl show -P MainPID payments-backend)/status')).toContain(
        `Uid:	${(await web.must('id -u payments')).trim()}`,
      );
      await web.must(
        'cp /root/unit $UNIT; rm -r /etc/systemd/system/payments-backend.service.d; systemctl daemon-reload',
      );
    });
    it('invents nothing: a unit that does not contradict the catalog is for people', async () => {
      expect(await api('repair-unit')).toMatchObject({ code: 66 });
    });
    it('sets one line that the settings allow, and no other', async () => {
      await web.must(`edit 's/^Restart=.*/Restart=no/' $UNIT; systemctl daemon-reload`);
      expect(await api('set-unit-line', 'Restart', 'on-failure')).toMatchObject({ code: 0 });
      expect(await unitIs('Restart')).toBe('on-failure\n');
      for (const [key, value] of [
        ['User', 'root'],
        ['ExecStart', '/bin/sh'],
        ['WorkingDirectory', '/root'],
        ['EnvironmentFile', '/etc/shadow'],
        ['Restart', 'always\nUser=root'],
        ['RestartSec', '1 x'],
      ] as const)
        expect(await api('set-unit-line', key, value)).toMatchObject({ code: 65 });
    });
    it('leaves the unit as it was when systemd does not accept the change', async () => {
      const before = await web.must('cat /etc/systemd/system/payments-backend.service.d/90-resus.conf');
      await web.must(`cp $UNIT /root/unit; edit '/^ExecStart=/d' $UNIT; systemctl daemon-reload`);
      expect(await api('set-unit-line', 'LimitNOFILE', '4096')).toMatchObject({ code: 70 });
      expect(await web.must('cat /etc/systemd/system/payments-backend.service.d/90-resus.conf')).toBe(before);
      await web.must('cp /root/unit $UNIT; systemctl daemon-reload; restart; up');
    });
  });
});
