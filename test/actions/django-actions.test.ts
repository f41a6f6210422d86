import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import { labMissing } from '#test/lab/lab.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { breakAndCure, cure, cured } from './cure.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
const health = 'http://api.example.test/health';
const orders = 'http://api.example.test/api/orders/';

let web: ActingHost;
const act = (action: string, more: Parameters<typeof cure>[3] = {}) => cure(web, systemdDjango, action, more);
const gives = (url: string, status: number) =>
  expect.poll(() => web.visit(url), { timeout: scaled(12_000), interval: 200 }).toBe(status);

const cures = (action: string, broken: string, url = health, more: Parameters<typeof cure>[3] = {}) =>
  breakAndCure(web, systemdDjango, action, { broken, url, ...more });

describe.skipIf(missing !== undefined)(
  'actions on a systemd host, by a login with the printed sudo rules only',
  () => {
    beforeAll(async () => void (web = await bootActing(systemdDjango, djangoWords)), scaled(300_000));
    afterAll(() => web?.down());
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await web.renew();
    });

    it('start: a stopped unit', async () =>
      expect(await cures('start', 'systemctl stop payments-backend')).toMatchObject(cured));
    it('reset-and-start: a unit that was killed and stays failed', async () =>
      expect(
        await cures(
          'reset-and-start',
          `cp $UNIT /root/unit; edit '/^Restart=/d' $UNIT; unit_changed; up; systemctl kill -s KILL payments-backend; failed; cp /root/unit $UNIT; systemctl daemon-reload`,
        ),
      ).toMatchObject(cured));
    it('restart: a unit that hangs', async () => {
      await web.must('up; systemctl kill -s STOP payments-backend');
      expect(await web.visit(health)).toBe(504);
      expect(await act('restart')).toMatchObject({ plan: { risk: 'high' } });
      await gives(health, 200);
    });
    it('resume: a suspended unit', async () => {
      await web.must('up; systemctl kill -s STOP payments-backend');
      expect(await web.visit(health)).toBe(504);
      await act('resume');
      await gives(health, 200);
    });
    it('emergency-restart: a copy of the service that was started by hand holds its port', async () => {
      await web.must(`systemctl stop payments-backend
      systemd-run -q --unit by-hand --uid payments --working-directory /srv/payments python3 -c "import socket,time; s=socket.create_server(('127.0.0.1',8000)); time.sleep(9999)"
      wait_for "ss -Hltn 'sport = :8000' | grep -q ."; systemctl start payments-backend || true`);
      expect(await web.visit(health)).toBe(504);
      const { output } = await act('emergency-restart');
      expect(output).toContain('Port 8000 is free.');
      await gives(health, 200);
    });
    it('stop takes it away, start brings it back', async () => {
      expect(await act('stop')).toMatchObject({
        plan: { risk: 'critical', verify: { cures: false } },
      });
      await gives(health, 502);
      expect(await act('start')).toMatchObject({ plan: { risk: 'high' } });
      await gives(health, 200);
    });
    it('reload: new code without an interruption', async () => {
      await web.must(`edit 's/"debug"/"fresh": 1, "debug"/' orders/views.py; chown -R payments:payments .`);
      expect(await act('reload')).toMatchObject({ plan: { service: 'api' } });
      await expect
        .poll(async () => (await web.must('curl -s 127.0.0.1:8000/health')).includes('fresh'), {
          timeout: scaled(8_000),
        })
        .toBe(true);
      await web.must('git checkout -q orders/views.py; chown -R payments:payments .; restart; up');
    });

    it('start-proxy: nginx is stopped', async () =>
      expect(await cures('start-proxy', 'systemctl stop nginx')).toMatchObject(cured));
    it('fix-upstream-port: nginx asks another port', async () => {
      const { output, ...how } = await cures(
        'fix-upstream-port',
        `edit 's/127.0.0.1:8000/127.0.0.1:8001/' $SITE; reload_nginx`,
      );
      expect(how).toEqual(cured);
      expect(output).toContain('-        proxy_pass http://127.0.0.1:8001;');
    });
    it('fix-upstream-port: nginx asks another address', async () =>
      expect(
        await cures('fix-upstream-port', `edit 's/127.0.0.1:8000/192.0.2.77:8000/' $SITE; reload_nginx`),
      ).toMatchObject(cured));
    it('enable-site: the site is not enabled', async () =>
      expect(await cures('enable-site', 'rm /etc/nginx/sites-enabled/backend; reload_nginx')).toMatchObject(
        cured,
      ));
    it('reload-proxy: the file was corrected and not loaded', async () => {
      await web.must(
        `cp $SITE /root/site; edit 's/127.0.0.1:8000/127.0.0.1:8001/' $SITE; reload_nginx; cp /root/site $SITE`,
      );
      expect(await web.visit(health)).toBe(502);
      await act('reload-proxy');
      await gives(health, 200);
    });
    it('reload-proxy: stops at a configuration that fails its test', async () => {
      await web.must(
        `cp $SITE /root/site; edit 's/proxy_connect_timeout 3s;/proxy_connect_timeout 3s/' $SITE`,
      );
      await expect(act('reload-proxy')).rejects.toThrow('test failed');
      expect(await web.visit(health)).toBe(200);
      await web.must('cp /root/site $SITE');
    });

    it('start-dependency: PostgreSQL is stopped', async () =>
      expect(
        await cures('start-dependency', 'systemctl stop postgresql@15-main; outside /health'),
      ).toMatchObject(cured));
    it('restart-dependency: forgotten sessions hold all connections of PostgreSQL', async () => {
      await web.must(`edit 's/^max_connections.*/max_connections = 8/' /etc/postgresql/15/main/postgresql.conf; systemctl restart postgresql@15-main
      for n in 1 2 3 4 5; do systemd-run -q env PGPASSWORD=lab-db-password psql -qX -h 127.0.0.1 -U payments payments -c 'SELECT pg_sleep(900)'; done; sleep 1`);
      expect(await web.visit(orders)).toBe(500);
      const { plan } = await act('restart-dependency', { params: { need: 'postgres' } });
      expect(plan.risk).toBe('critical');
      await gives(orders, 200);
    });
    it('create-database: the database is gone', async () => {
      await web.must(
        `systemctl stop payments-backend; sql -c 'DROP DATABASE payments'; systemctl start payments-backend`,
      );
      await gives(orders, 500);
      expect(await act('create-database')).toMatchObject({ plan: { risk: 'critical' } });
      await gives(orders, 200);
    });
    it('migrate: a new column is not in the database', async () =>
      expect(
        await cures(
          'migrate',
          `edit 's/paid_at = .*/&\\n    currency = models.CharField(max_length=3, default="EUR")/' orders/models.py
      runuser -u payments -- .venv/bin/python manage.py makemigrations -v 0; deploy 'orders: currency'; up`,
          orders,
        ),
      ).toMatchObject(cured));
  },
);
