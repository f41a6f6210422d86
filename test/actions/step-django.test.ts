import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import { labMissing } from '#test/lab/lab.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
const orders = 'http://api.example.test/api/orders/';
const helperOnly = ['/usr/local/sbin/resus-step', '/usr/bin/systemctl restart payments-backend'];

let web: ActingHost;
const api = (...words: string[]) => web.step('api', words);
const answers = (url: string, status: number) =>
  expect.poll(() => web.visit(url), { timeout: scaled(10_000), interval: 200 }).toBe(status);

describe.skipIf(missing !== undefined)('the helper and the code of a Django application', () => {
  beforeAll(
    async () => void (web = await bootActing(systemdDjango, djangoWords, helperOnly)),
    scaled(300_000),
  );
  afterAll(() => web?.down());

  describe('migrate, collectstatic, clear-bytecode, create-database', () => {
    it('shows the plan, applies what is pending as the service user: cured from outside', async () => {
      await web.must(`edit 's/paid_at = .*/&\\n    currency = models.CharField(max_length=3, default="EUR")/' orders/models.py
        runuser -u payments -- .venv/bin/python manage.py makemigrations -v 0; chown -R payments:payments .; restart; up`);
      expect(await web.visit(orders)).toBe(500);
      const plan = await api('migrate', '--check');
      expect(plan).toMatchObject({ code: 0, text: expect.stringContaining('Add field currency') });
      expect(await web.visit(orders)).toBe(500);
      expect(await api('migrate')).toMatchObject({
        code: 0,
        text: expect.stringContaining('All migrations are applied.'),
      });
      expect(await web.visit(orders)).toBe(200);
      expect(await api('migrate')).toMatchObject({ code: 0, text: 'All migrations are applied already.\n' });
    });
    it('creates the missing database, and migrations fill it', async () => {
      await web.must(
        `systemctl stop payments-backend; sql -c 'DROP DATABASE payments'; systemctl start payments-backend; wait_for "ss -Hltn 'sport = :8000' | grep -q ."`,
      );
      expect(await web.visit(orders)).toBe(500);
      expect(await api('create-database')).toMatchObject({ code: 0 });
      expect(await api('migrate')).toMatchObject({ code: 0 });
      await answers(orders, 200);
      expect(await api('create-database')).toMatchObject({
        code: 0,
        text: expect.stringContaining('already'),
      });
    });
    it('says that nothing was applied when Django does not even start', async () => {
      await web.must(`cp -p orders/models.py /root/models; echo 'class X(:' >>orders/models.py`);
      expect(await api('migrate')).toMatchObject({
        code: 70,
        text: expect.stringContaining('nothing was applied'),
      });
      await web.must('cp -p /root/models orders/models.py');
    });
    it('collects static files', async () => {
      await web.must(
        `printf '\\nINSTALLED_APPS += ["django.contrib.staticfiles"]\\nSTATIC_URL = "/static/"\\nSTATIC_ROOT = BASE_DIR / "static"\\n' >>payments/settings.py; mkdir -p orders/static; echo x >orders/static/x.css; chown -R payments:payments .`,
      );
      expect(await api('collectstatic')).toMatchObject({
        code: 0,
        text: expect.stringContaining('1 static file'),
      });
      expect(await web.must('stat -c "%U %a" static/x.css')).toBe('payments 644\n');
    });
    it('removes compiled files of the project, those of root too, and none of its environment', async () => {
      await web.must(
        'python3 -m compileall -q orders; touch orders/stale.pyc; mkdir -p .venv/lib/__pycache__; touch .venv/lib/__pycache__/keep.pyc',
      );
      expect(await api('clear-bytecode')).toMatchObject({ code: 0 });
      expect(await web.must(`find . -name '*.pyc' -not -path './.venv/*'`)).toBe('');
      expect(await web.must('ls .venv/lib/__pycache__')).toBe('keep.pyc\n');
    });
  });
});
