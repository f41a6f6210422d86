import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { shopWords } from '#test/lab/faults/shop-words.ts';
import { supervisorFastapi } from '#test/lab/systems/supervisor-fastapi.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { breakAndCure, cure, cured } from './cure.ts';
import { describeWith } from '#test/needs.ts';
import { scaled } from '#test/scaled.ts';

const items = 'https://store.example.test/api/items';
const reports = 'https://store.example.test/reports/health';

let shop: ActingHost;
const act = (action: string, more: Parameters<typeof cure>[3] = {}) =>
  cure(shop, supervisorFastapi, action, more);
const gives = (url: string, status: number) =>
  expect.poll(() => shop.visit(url), { timeout: scaled(12_000), interval: 200 }).toBe(status);

const cures = (action: string, broken: string, url = items, more: Parameters<typeof cure>[3] = {}) =>
  breakAndCure(shop, supervisorFastapi, action, { broken, url, ...more });

/** supervisor tries once, not for a quarter of a minute: what is tested begins when it has given up. */
const giveUpSoon = () =>
  shop.must(
    `edit 's/^startretries=.*/startretries=0/; s/^startsecs=.*/startsecs=1/' $CONF; changed; up; program_is storefront-reports RUNNING`,
  );

const orphan = `supervisorctl stop storefront-api >/dev/null
  systemd-run -q --collect --unit orphan --uid storefront python3 -c "import socket,time; s=socket.create_server(('127.0.0.1',8100)); time.sleep(9999)"
  wait_for "ss -Hltn 'sport = :8100' | grep -q ."; supervisorctl start storefront-api >/dev/null || true; fatal`;

/** pip is not in the lab's image; this machine's own is pure Python and runs there as well. */
function pipDir(): string {
  const asked = spawnSync('python3', [
    '-c',
    'import os, pip; print(os.path.dirname(os.path.dirname(pip.__file__)))',
  ]);
  return asked.status === 0 ? asked.stdout.toString().trim() : '';
}

describeWith(['lab'], '%s', () => {
  beforeAll(async () => {
    shop = await bootActing(supervisorFastapi, shopWords);
    await giveUpSoon();
  }, scaled(300_000));
  afterAll(() => shop?.down());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await shop.renew();
    await giveUpSoon();
  });

  it('start: a stopped program', async () =>
    expect(await cures('start', 'supervisorctl stop storefront-api')).toMatchObject(cured));
  it('fix-program: the command is not there', async () =>
    expect(
      await cures(
        'fix-program',
        `edit '0,/venv.bin.python/s/.venv.bin.python/.venv\\/bin\\/python3.12/' $CONF; changed; fatal`,
      ),
    ).toMatchObject(cured));
  it('fix-program: it listens on another port', async () =>
    expect(
      await cures(
        'fix-program',
        `edit 's/--port 8100/--port 8000/' $CONF; changed; wait_for 'curl -sf -o /dev/null http://127.0.0.1:8000/api/health'`,
      ),
    ).toMatchObject(cured));
  it('restart: a program that is suspended', async () => {
    await shop.must('up; kill -STOP $(supervisorctl pid storefront-api)');
    expect(await shop.visit(items)).toBe(504);
    expect(await act('restart')).toMatchObject({ plan: { service: 'shop' } });
    await gives(items, 200);
  });
  it('free-port: an orphan holds the port', async () =>
    expect(await cures('free-port', orphan)).toMatchObject(cured));
  it('emergency-restart: an orphan of the same user holds the port', async () =>
    expect(await cures('emergency-restart', orphan)).toMatchObject(cured));
  it('free-port: nothing is ended when another process holds the port by then', async () => {
    await shop.must(orphan);
    const { plan } = await act('free-port');
    await shop.must(orphan);
    const [first] = plan.stages[0]?.steps ?? [];
    const told = await shop.run(first?.doing.via === 'ssh' ? first.doing.command : '');
    expect(told).toMatchObject({ code: 66, text: expect.stringContaining('Nothing was ended') });
    await shop.must('systemctl stop orphan; restart; up');
  });

  it('set-program-line: more tries before it is given up', async () => {
    expect(await act('set-program-line', { params: { line: 'startretries', word: '7' } })).toMatchObject({});
    expect(await shop.must('grep -c startretries=7 $CONF')).toBe('1\n');
    await gives(items, 200);
  });

  it('start-dependency: Redis is stopped', async () =>
    expect(
      await cures('start-dependency', 'up; systemctl stop redis-server; outside /api/items'),
    ).toMatchObject(cured));
  it('start-dependency: the worker is stopped', async () => {
    await shop.must('supervisorctl stop storefront-worker');
    const { offered } = await act('start-dependency');
    expect(offered).toContain('start-dependency');
    expect(await shop.must('state storefront-worker')).toBe('RUNNING\n');
  });
  it('restart-dependency: the worker, after its code changed', async () => {
    const before = await shop.must('supervisorctl pid storefront-worker');
    expect(await act('restart-dependency', { params: { need: 'worker' } })).toMatchObject({
      plan: { risk: 'critical' },
    });
    expect(await shop.must('supervisorctl pid storefront-worker')).not.toBe(before);
  });
  it('restart-dependency: Redis is suspended', async () => {
    await shop.must('systemctl kill -s STOP redis-server; sleep 0.3');
    expect(await act('restart-dependency', { params: { need: 'redis' } })).toMatchObject({
      plan: { risk: 'critical' },
    });
    await gives(items, 200);
  });

  it('fix-upstream-port: nginx asks another port', async () =>
    expect(
      await cures('fix-upstream-port', `edit 's/127.0.0.1:8100/127.0.0.1:8101/' $SITE; reload_nginx`),
    ).toMatchObject(cured));
  it('fix-upstream-port: nginx asks a socket that is not there', async () =>
    expect(
      await cures(
        'fix-upstream-port',
        `edit 's#storefront/reports.sock#storefront/report.sock#' $SITE; reload_nginx`,
        reports,
        { service: 'reports' },
      ),
    ).toMatchObject(cured));
  it('fix-permissions: nginx may not open the socket', async () =>
    expect(
      await cures(
        'fix-permissions',
        'program_is storefront-reports RUNNING; chmod 600 /run/storefront/reports.sock; outside /reports/health',
        reports,
        { service: 'reports' },
      ),
    ).toMatchObject(cured));
  it('fix-permissions: the file of variables belongs to root', async () =>
    expect(
      await cures('fix-permissions', 'chown root:root .env; chmod 600 .env; restart; fatal'),
    ).toMatchObject(cured));
  it('set-env: a variable is missing', async () => {
    const { output, ...how } = await cures(
      'set-env',
      `edit '/^SESSION_SECRET=/d' .env; restart; fatal`,
      items,
      {
        params: { name: 'SESSION_SECRET', value: 'file:/run/secrets/session' },
        secret: 'lab-session-secret-of-no-value',
      },
    );
    expect(how).toEqual(cured);
    expect(output).not.toContain('lab-session-secret');
  });

  it('run-checks tells which imports are broken, and changes nothing', async () => {
    expect(await act('run-checks')).toMatchObject({
      plan: { risk: 'low', verify: { cures: false } },
    });
  });
  it('rollback: a model is not exported any more', async () =>
    expect(
      await cures(
        'rollback',
        `edit '/basket import Basket/d; s/"Basket", //' storefront/models/__init__.py; deploy 'models: tidy'; fatal`,
      ),
    ).toMatchObject(cured));
  it('deploy: the fix is on the branch and not on the host', async () =>
    expect(
      await cures(
        'deploy',
        `printf '[safe]\\n directory = *\\n' >/home/bot/.gitconfig; git push -qf origin HEAD:main
      edit 's/import Item$/import CatalogItem as Item/' storefront/routes/items.py; deploy 'items: rename'; fatal
      git clone -q /srv/git/storefront.git /tmp/fix; cd /tmp/fix; sed -i 's/import CatalogItem as Item/import Item/' storefront/routes/items.py
      git commit -qam 'items: right name'; git push -q; cd /srv/storefront; git fetch -q; chown -R storefront:storefront .git /srv/git`,
      ),
    ).toMatchObject(cured));
  it.skipIf(pipDir() === '')('install-dependencies: a module is missing', async () => {
    const packed = execFileSync('tar', ['-C', pipDir(), '-cz', 'pip'], { maxBuffer: 64 << 20 });
    await shop.host.put(packed.toString('base64'), '/root/pip.b64');
    expect(
      await cures(
        'install-dependencies',
        `base64 -d /root/pip.b64 | tar -xz -C /usr/lib/python3/dist-packages; chmod -R a+rX /usr/lib/python3/dist-packages/pip
      mkdir -p /srv/wheels; cd /srv/wheels
      python3 -c "import zipfile as z
w = z.ZipFile('money-1.0-py3-none-any.whl', 'w')
w.writestr('money.py', 'CENTS = 100\\n')
w.writestr('money-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: money\\nVersion: 1.0\\n')
w.writestr('money-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: lab\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
w.writestr('money-1.0.dist-info/RECORD', '')
w.close()"
      cd /srv/storefront; printf -- '--no-index\\n--find-links /srv/wheels\\nmoney==1.0\\n' >requirements.txt
      edit '1i from money import CENTS' storefront/routes/items.py; deploy 'items: money'; fatal`,
      ),
    ).toMatchObject(cured);
  });
});
