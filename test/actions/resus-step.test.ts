import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStepHelper } from '#app/load-helper.ts';
import { stepScript } from '#actions/step-conf.ts';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import { labMissing } from '#test/lab/lab.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
const health = 'http://api.example.test/health';
const site = '/etc/nginx/sites-enabled/backend';
const helperOnly = ['/usr/local/sbin/resus-step'];

let web: ActingHost;
const api = (...words: string[]) => web.step('api', words);

describe.skipIf(missing !== undefined)('the helper on a systemd host, asked by an unprivileged login', () => {
  beforeAll(
    async () => void (web = await bootActing(systemdDjango, djangoWords, helperOnly)),
    scaled(300_000),
  );
  afterAll(() => web?.down());

  describe('whatever is asked', () => {
    it('refuses a service it was not set up for', async () => {
      expect(await web.step('billing', ['migrate'])).toMatchObject({ code: 69 });
    });
    it('refuses names that are paths, options or commands', async () => {
      for (const name of ['../api', '-x', 'api;id', '$(id)', 'api conf', ''])
        expect(await web.step(name, ['migrate'])).toMatchObject({ code: 65 });
    });
    it('refuses an operation it does not have', async () => {
      expect(await api('shell')).toMatchObject({ code: 64, text: expect.stringContaining("'shell'") });
    });
    it('refuses arguments of several lines', async () => {
      expect(await api('set-upstream', site, '127.0.0.1:8001\n', '127.0.0.1:8000')).toMatchObject({
        code: 65,
      });
    });
    it('refuses settings that somebody else than root can write', async () => {
      await web.must('chown bot /etc/resus/api.conf');
      expect(await api('fix-paths')).toMatchObject({
        code: 69,
        text: expect.stringContaining('belong to root'),
      });
      await web.must('chown root /etc/resus/api.conf; chmod 666 /etc/resus/api.conf');
      expect(await api('fix-paths')).toMatchObject({ code: 69 });
      await web.must('chmod 644 /etc/resus/api.conf; chmod 777 /etc/resus');
      expect(await api('fix-paths')).toMatchObject({ code: 69 });
      await web.must('chmod 755 /etc/resus');
    });
    it('takes no settings from the environment', async () => {
      const told = await web.run(
        'settings=service=billing sudo -n /usr/local/sbin/resus-step billing fix-paths',
      );
      expect(told.code).toBe(69);
    });
  });

  describe('for a login that is root', () => {
    it('does the same from standard input, with nothing installed, settings and all', async () => {
      await web.must(
        'rm /usr/local/sbin/resus-step /etc/resus/api.conf; chown root:root media; chmod 755 media',
      );
      const { api: about } = web.catalog.services;
      if (about === undefined) throw new Error('the catalog lost its service');
      const script = stepScript(loadStepHelper(), about);
      const told = await web.asRoot('sh -s -- api fix-paths', script);
      expect(told).toMatchObject({ code: 0, text: expect.stringContaining('root → payments') });
      expect(await web.asRoot('sh -s -- billing fix-paths', script)).toMatchObject({ code: 69 });
      expect(await web.asRoot('sh -s -- api free-disk /etc', script)).toMatchObject({ code: 65 });
      await web.renew();
    });
  });

  describe('set-upstream', () => {
    it('shows the difference and changes nothing when only asked to look', async () => {
      await web.must(`edit 's/127.0.0.1:8000/127.0.0.1:8001/' $SITE; reload_nginx`);
      expect(await web.visit(health)).toBe(502);
      const told = await api('set-upstream', '--check', site, '127.0.0.1:8001', '127.0.0.1:8000');
      expect(told.code).toBe(0);
      expect(told.text).toContain('+        proxy_pass http://127.0.0.1:8000;');
      expect(await web.visit(health)).toBe(502);
    });
    it('points the proxy to where the service listens, tests, reloads: cured from outside', async () => {
      const told = await api('set-upstream', site, '127.0.0.1:8001', '127.0.0.1:8000');
      expect(told).toMatchObject({ code: 0, text: expect.stringContaining('test is successful') });
      await expect.poll(() => web.visit(health), { timeout: scaled(5_000) }).toBe(200);
    });
    it('says so when the file does not send anything there', async () => {
      expect(await api('set-upstream', site, '127.0.0.1:8001', '127.0.0.1:8000')).toMatchObject({ code: 66 });
    });
    it('refuses another file and another place', async () => {
      expect(await api('set-upstream', '/etc/passwd', 'x:1', '127.0.0.1:8000')).toMatchObject({ code: 65 });
      expect(await api('set-upstream', site, '127.0.0.1:8000', '192.0.2.9:80')).toMatchObject({ code: 65 });
    });
    it('does not touch longer ports and other directives', async () => {
      await web.must(`edit '1i # was 127.0.0.1:8001' $SITE; edit 's/127.0.0.1:8000/127.0.0.1:80010/' $SITE`);
      expect(await api('set-upstream', '--check', site, '127.0.0.1:8001', '127.0.0.1:8000')).toMatchObject({
        code: 66,
      });
      await web.must(`edit '1d' $SITE; edit 's/127.0.0.1:80010/127.0.0.1:8000/' $SITE`);
    });
    it('puts the file back when nginx does not accept the whole', async () => {
      await web.must(
        `edit 's/127.0.0.1:8000/127.0.0.1:8001/; s/proxy_connect_timeout 3s;/proxy_connect_timeout 3s/' $SITE`,
      );
      const before = await web.must('cat $SITE');
      expect(await api('set-upstream', site, '127.0.0.1:8001', '127.0.0.1:8000')).toMatchObject({ code: 70 });
      expect(await web.must('cat $SITE')).toBe(before);
      await web.must(
        `edit 's/127.0.0.1:8001/127.0.0.1:8000/; s/proxy_connect_timeout 3s/&;/' $SITE; reload_nginx`,
      );
    });
    it('can be undone, and undone again', async () => {
      await web.must(`edit 's/127.0.0.1:8000/127.0.0.1:8001/' $SITE; reload_nginx`);
      await api('set-upstream', site, '127.0.0.1:8001', '127.0.0.1:8000');
      expect(await api('restore-proxy')).toMatchObject({ code: 0 });
      await expect.poll(() => web.visit(health), { timeout: scaled(5_000) }).toBe(502);
      expect(await api('restore-proxy')).toMatchObject({ code: 0 });
      await expect.poll(() => web.visit(health), { timeout: scaled(5_000) }).toBe(200);
    });
  });

  describe('enable-site', () => {
    it('links the site and reloads: cured from outside', async () => {
      await web.must(`rm ${site}; reload_nginx`);
      expect(await web.visit(health)).not.toBe(200);
      expect(await api('enable-site')).toMatchObject({ code: 0 });
      await expect.poll(() => web.visit(health), { timeout: scaled(5_000) }).toBe(200);
    });
    it('takes the link away again when nginx does not accept the site', async () => {
      await web.must(`rm ${site}; edit 's/proxy_connect_timeout 3s;/proxy_connect_timeout 3s/' $SITE`);
      expect(await api('enable-site')).toMatchObject({ code: 70 });
      expect(await web.must(`ls ${site} 2>&1 || true`)).toContain('No such file');
      await web.must(
        `edit 's/proxy_connect_timeout 3s/&;/' $SITE; ln -s ../sites-available/backend ${site}; reload_nginx`,
      );
    });
  });
});
