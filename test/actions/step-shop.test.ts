import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopWords } from '#test/lab/faults/shop-words.ts';
import { labMissing } from '#test/lab/lab.ts';
import { supervisorFastapi } from '#test/lab/systems/supervisor-fastapi.ts';
import { type ActingHost, bootActing } from './acting-host.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
const items = 'https://store.example.test/api/items';
const reports = 'https://store.example.test/reports/health';
const site = '/etc/nginx/sites-enabled/storefront';
const sudo = ['/usr/local/sbin/resus-step', '/usr/bin/supervisorctl start storefront-api'];

let shop: ActingHost;
const api = (...words: string[]) => shop.step('shop', words);
const start = () => shop.run('sudo -n supervisorctl start storefront-api');
const answers = (url: string, status: number) =>
  expect.poll(() => shop.visit(url), { timeout: scaled(10_000), interval: 200 }).toBe(status);
const pidOf = async (unit: string) => (await shop.must(`systemctl show -P MainPID ${unit}`)).trim();
const orphan = (code: string) => `systemctl reset-failed orphan 2>/dev/null || true
  supervisorctl stop storefront-api >/dev/null
  systemd-run -q --unit orphan --uid storefront python3 -c "import socket,time,signal; ${code}s=socket.create_server(('127.0.0.1',8100)); time.sleep(9999)"
  wait_for "ss -Hltn 'sport = :8100' | grep -q ."; supervisorctl start storefront-api >/dev/null || true; fatal`;
const conf = () => shop.must('cat $CONF');

describe.skipIf(missing !== undefined)('the helper on a supervisor host', () => {
  beforeAll(async () => void (shop = await bootActing(supervisorFastapi, shopWords, sudo)), scaled(300_000));
  afterAll(() => shop?.down());

  describe('the port', () => {
    it('is freed by ending exactly the process that holds it: a start cures', async () => {
      await shop.must(orphan(''));
      expect(await shop.visit(items)).toBe(504);
      const told = await api('end-process', await pidOf('orphan'), '8100');
      expect(told).toMatchObject({ code: 0, text: expect.stringContaining('Port 8100 is free.') });
      await start();
      await answers(items, 200);
    });
    it('is freed from a process that ignores TERM and is suspended', async () => {
      await shop.must(
        `${orphan('signal.signal(15, signal.SIG_IGN); ')}; kill -STOP $(systemctl show -P MainPID orphan)`,
      );
      const told = await api('end-process', await pidOf('orphan'), '8100');
      expect(told).toMatchObject({ code: 0, text: expect.stringContaining('KILL to') });
      await start();
      await answers(items, 200);
    });
    it('is not taken from a process that does not hold it, nor any other port', async () => {
      const nginx = await pidOf('nginx');
      expect(await api('end-process', nginx, '8100')).toMatchObject({
        code: 66,
        text: expect.stringContaining('Nothing was ended'),
      });
      expect(await api('end-process', nginx, '443')).toMatchObject({ code: 65 });
      for (const word of ['1', '0', '-1', '08', '1 2', '$$'])
        expect(await api('end-process', word, '8100')).toMatchObject({ code: 65 });
      expect(await shop.visit(items)).toBe(200);
    });
    it('is cleared of what the service left behind, and of nobody else', async () => {
      await shop.must(orphan(''));
      await shop.must('supervisorctl stop storefront-api >/dev/null || true');
      expect(await api('end-leftovers')).toMatchObject({ code: 0 });
      await start();
      await answers(items, 200);
      await shop.must(
        `supervisorctl stop storefront-api >/dev/null; systemd-run -q --unit stranger --uid nobody python3 -m http.server -b 127.0.0.1 8100; wait_for "ss -Hltn 'sport = :8100' | grep -q ."`,
      );
      expect(await api('end-leftovers')).toMatchObject({
        code: 70,
        text: expect.stringContaining("not the service's own"),
      });
      await shop.must('systemctl stop stranger; supervisorctl start storefront-api >/dev/null; up');
    });
  });

  it('continues what was suspended, with its children: cured from outside', async () => {
    await shop.must('up; kill -STOP $(supervisorctl pid storefront-api)');
    expect(await api('resume')).toMatchObject({ code: 0, text: expect.stringContaining('1 processes') });
    await answers(items, 200);
  });

  describe('the program', () => {
    it('gets back its command, directory and port: cured from outside', async () => {
      const good = await conf();
      await shop.must(
        `edit '0,/venv.bin.python/s/.venv.bin.python/.venv\\/bin\\/python3.12/; 0,/8100/s/8100/8000/; 0,/^directory=/s#^directory=.*#directory=/srv/gone#' $CONF; changed; fatal`,
      );
      expect(await shop.visit(items)).toBe(502);
      const told = await api('repair-program');
      expect(told).toMatchObject({ code: 0, text: expect.stringContaining('supervisor took it') });
      expect(await conf()).toBe(good);
      await answers(items, 200);
    });
    it('sets one line in its own section only, and can be undone', async () => {
      const before = await conf();
      expect(await api('set-program-line', 'startretries', '7')).toMatchObject({ code: 0 });
      expect(await shop.must('grep -c startretries=7 $CONF')).toBe('1\n');
      expect((await conf()).indexOf('startretries=7')).toBeLessThan(
        (await conf()).indexOf('[program:storefront-reports]'),
      );
      expect(await api('restore-program')).toMatchObject({ code: 0 });
      expect(await conf()).toBe(before);
      await answers(items, 200);
    });
    it('refuses other lines and other values', async () => {
      for (const [key, value] of [
        ['command', '/bin/sh'],
        ['user', 'root'],
        ['directory', '/root'],
        ['autostart', 'yes'],
        ['startsecs', '1\nuser=root'],
        ['environment', 'A=1'],
      ] as const)
        expect(await api('set-program-line', key, value)).toMatchObject({ code: 65 });
    });
    it('keeps its file when supervisor does not accept the change', async () => {
      await shop.must(`cp $CONF /root/good; echo '[program:broken]' >>$CONF`);
      const before = await conf();
      expect(await api('set-program-line', 'startretries', '9')).toMatchObject({ code: 70 });
      expect(await conf()).toBe(before);
      await shop.must('cp /root/good $CONF; changed; up');
    });
  });

  it('lets the proxy reach the socket again: cured from outside', async () => {
    await shop.must(
      'program_is storefront-reports RUNNING; chmod 600 /run/storefront/reports.sock; chmod 700 /run/storefront',
    );
    expect(await shop.visit(reports)).toBe(502);
    expect(await shop.step('reports', ['fix-paths'])).toMatchObject({ code: 0 });
    await answers(reports, 200);
    expect(await shop.must('stat -c "%A %G" /run/storefront/reports.sock')).toBe('srw-rw---- www-data\n');
  });

  it('points the proxy to the right socket and the right port', async () => {
    await shop.must(
      `edit 's#storefront/reports.sock#storefront/report.sock#; s/127.0.0.1:8100/127.0.0.1:8101/' $SITE; reload_nginx`,
    );
    expect(await shop.visit(reports)).toBe(502);
    expect(
      await shop.step('reports', [
        'set-upstream',
        site,
        'unix:/run/storefront/report.sock',
        'unix:/run/storefront/reports.sock',
      ]),
    ).toMatchObject({ code: 0 });
    expect(await api('set-upstream', site, '127.0.0.1:8101', '127.0.0.1:8100')).toMatchObject({ code: 0 });
    await answers(reports, 200);
    await answers(items, 200);
  });

  it('reads its file of variables again once it belongs to the right user', async () => {
    await shop.must('chown root:root .env; chmod 600 .env; restart; fatal');
    expect(await shop.visit(items)).toBe(502);
    expect(await api('fix-paths')).toMatchObject({ code: 0 });
    await start();
    await answers(items, 200);
    await shop.must('chgrp storefront .env');
  });

  describe('the host', () => {
    it('frees what was rotated away, counts it, and leaves the logs that are written', async () => {
      await shop.must(
        'cd /var/log/storefront; head -c 3M /dev/zero >api.log.1; head -c 2M /dev/zero >old-20260101.gz; echo fresh >new.gz; touch -d "3 days ago" api.log.1 old-20260101.gz; ln -s /etc/passwd link.gz; touch -h -d "3 days ago" link.gz',
      );
      const told = await api('free-disk', '/var/log/storefront');
      expect(told).toMatchObject({
        code: 0,
        text: expect.stringContaining('removed /var/log/storefront/api.log.1'),
      });
      expect(Number(/Freed: (\d+) bytes/.exec(told.text)?.[1])).toBeGreaterThanOrEqual(5 << 20);
      expect(await shop.must('cd /var/log/storefront; ls; wc -l </etc/passwd')).toMatch(
        /^api.err.log\napi.log\nlink.gz\nnew.gz\n/,
      );
    });
    it('cleans the other safe places, and no place that is not named', async () => {
      await shop.must(
        'echo >/tmp/of-root; echo >/tmp/old; echo >/tmp/new; chown storefront /tmp/old /tmp/new; touch -d "5 days ago" /tmp/old /tmp/of-root',
      );
      for (const place of ['journal', 'apt', 'tmp'])
        expect(await api('free-disk', place)).toMatchObject({ code: 0 });
      expect(await shop.must('ls /tmp/old /tmp/new /tmp/of-root 2>/dev/null || true')).toBe(
        '/tmp/new\n/tmp/of-root\n',
      );
      for (const place of ['/srv/storefront', '/', 'docker', '/var/log/storefront/../..'])
        expect(await api('free-disk', place)).toMatchObject({ code: 65 });
    });
    it('does not reboot while something would stay down', async () => {
      expect(await api('reboot-check')).toMatchObject({ code: 0 });
      await shop.must('systemctl disable -q redis-server');
      expect(await api('reboot')).toMatchObject({
        code: 70,
        text: expect.stringContaining('would stay down: redis-server'),
      });
      await shop.must(
        `systemctl enable -q redis-server; cp $CONF /root/good; edit '0,/autostart=true/s//autostart=false/' $CONF`,
      );
      expect(await api('reboot')).toMatchObject({
        code: 70,
        text: expect.stringContaining('storefront-api'),
      });
      await shop.must('cp /root/good $CONF');
      expect(await shop.visit(items)).toBe(200);
    });
    it('goes down when all would come back', async () => {
      expect(await api('reboot')).toMatchObject({ code: 0, text: expect.stringContaining('Rebooting') });
      await expect.poll(() => shop.visit(items), { timeout: scaled(20_000) }).not.toBe(200);
    });
  });
});
