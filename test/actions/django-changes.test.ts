import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { djangoWords } from '#test/lab/faults/django-words.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { breakAndCure, cure, cured } from './cure.ts';
import { describeWith } from '#test/needs.ts';
import { scaled } from '#test/scaled.ts';

const health = 'http://api.example.test/health';
const orders = 'http://api.example.test/api/orders/';
const receipts = 'http://api.example.test/api/receipts/';

let web: ActingHost;
const act = (action: string, more: Parameters<typeof cure>[3] = {}) => cure(web, systemdDjango, action, more);
const gives = (url: string, status: number) =>
  expect.poll(() => web.visit(url), { timeout: scaled(12_000), interval: 200 }).toBe(status);

const cures = (action: string, broken: string, url = health, more: Parameters<typeof cure>[3] = {}) =>
  breakAndCure(web, systemdDjango, action, { broken, url, ...more });

describeWith(['lab'], '%s', () => {
  beforeAll(async () => void (web = await bootActing(systemdDjango, djangoWords)), scaled(300_000));
  afterAll(() => web?.down());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await web.renew();
  });

  it('fix-permissions: root took the media directory', async () =>
    expect(
      await cures(
        'fix-permissions',
        'chown root:root media; chmod 755 media; outside /api/receipts/',
        receipts,
      ),
    ).toMatchObject(cured));
  it('set-env: a name is missing in ALLOWED_HOSTS; the value is not in the plan', async () => {
    const { output, ...how } = await cures(
      'set-env',
      `edit 's/^ALLOWED_HOSTS=.*/ALLOWED_HOSTS=127.0.0.1,localhost/' .env; restart; up`,
      health,
      {
        params: { name: 'ALLOWED_HOSTS', value: 'env:API_HOSTS' },
        secret: 'api.example.test,127.0.0.1,localhost',
      },
    );
    expect(how).toEqual(cured);
    expect(output).not.toContain('api.example.test');
  });

  it('rollback: a release that does not start', async () => {
    expect(
      await cures(
        'rollback',
        `edit '1i from orders.discounts import x' orders/models.py; deploy 'orders: discounts'; failed`,
      ),
    ).toMatchObject(cured);
  });
  it('deploy: the fix is on the branch and not on the host', async () => {
    await web.must(`printf '[safe]\\n directory = *\\n' >/home/bot/.gitconfig; git push -qf origin HEAD:main; git fetch -q; edit '1i from orders.gone import x' orders/models.py; deploy 'orders: gone'; failed
      git clone -q /srv/git/payments.git /root/clone; cd /root/clone; git revert --no-edit HEAD >/dev/null; git push -q; chown -R payments:payments /srv/git`);
    expect(await web.visit(health)).toBe(502);
    const { plan } = await act('deploy');
    await gives(health, 200);
    expect(
      plan.stages[0]?.rollback.map(({ doing }) => (doing.via === 'ssh' ? doing.command : ''))[0],
    ).toContain(`git-rollback ${plan.params['before']}`);
  });
  it('clear-bytecode: a compiled file is older than its source says', async () => {
    await web.must(`edit 's/+ 30/\\/\\/ 0/' orders/pricing.py; stamp=$(stat -c %y orders/pricing.py); restart; up; curl -s 127.0.0.1:8000/api/orders/ >/dev/null
      git checkout -q orders/pricing.py; touch -d "$stamp" orders/pricing.py; chown -R payments:payments .; restart; up`);
    expect(await web.visit(orders)).toBe(500);
    await act('clear-bytecode');
    await gives(orders, 200);
  });

  it('fix-unit: the directory and the program of the unit are not there', async () => {
    expect(
      await cures(
        'fix-unit',
        `cp $UNIT /root/unit; edit 's#^WorkingDirectory=.*#WorkingDirectory=/srv/gone#; s#^ExecStart=[^ ]*#ExecStart=/srv/old/bin/gunicorn#' $UNIT; unit_changed; failed`,
      ),
    ).toMatchObject(cured);
    await web.must(
      'cp /root/unit $UNIT; rm -r /etc/systemd/system/payments-backend.service.d; systemctl daemon-reload; restart; up',
    );
  });
  it('set-unit-line: too few open files', async () => {
    expect(await act('set-unit-line', { params: { line: 'LimitNOFILE', word: '4096' } })).toMatchObject({});
    await gives(health, 200);
    expect(
      await web.must('grep "open files" /proc/$(systemctl show -P MainPID payments-backend)/limits'),
    ).toContain('4096');
  });
  it('raise-memory: the limit is too low to start', async () => {
    await web.must(
      `edit 's/^RestartSec=.*/&\\nMemoryMax=20M\\nMemorySwapMax=0/' $UNIT; unit_changed; sleep 3`,
    );
    expect(await web.visit(health)).not.toBe(200);
    await act('raise-memory', { params: { memory: '400M' } });
    await gives(health, 200);
  });
  it('unmask: the unit was masked', async () =>
    expect(
      await cures(
        'unmask',
        'systemctl stop payments-backend; mv $UNIT /usr/lib/systemd/system/; systemctl mask -q payments-backend; systemctl daemon-reload',
      ),
    ).toMatchObject(cured));
  it('free-disk: rotated logs fill the disk of the logs', async () => {
    await web.must(
      'systemctl stop payments-backend; mount -t tmpfs -o size=8m,uid=$(id -u payments),mode=755 tmpfs /var/log/payments; head -c 9M /dev/zero >/var/log/payments/error.log.1 2>/dev/null || true; touch -d "3 days ago" /var/log/payments/error.log.1; systemctl start payments-backend; sleep 1',
    );
    const { offered } = await act('free-disk');
    expect(offered).toContain('free-disk');
    expect(Number(await web.must('df --output=pcent /var/log/payments | tail -1 | tr -dc 0-9'))).toBeLessThan(
      20,
    );
    await gives(health, 200);
  });
});
