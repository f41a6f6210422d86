import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Host } from '#catalog/catalog.ts';
import type { Pool } from '#ssh/pool.ts';
import { bootHost, type LabHost } from '#test/lab/lab.ts';
import { describeWith } from '#test/needs.ts';
import { ask, look, lookOnce } from './ask.ts';
import { poolOf } from './sshd.ts';
import { scaled } from '#test/scaled.ts';

const pools: Pool[] = [];
const open = (host: Host): Pool => {
  const pool = poolOf([host]);
  pools.push(pool);
  return pool;
};
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

describeWith(['lab'], 'a whole host', () => {
  let lab: LabHost;
  beforeAll(async () => {
    lab = await bootHost('web-1');
  }, scaled(300_000));
  afterAll(() => lab.down());

  const host = (more?: Partial<Host>): Host => ({
    name: 'web-1',
    address: lab.address,
    port: lab.port,
    user: lab.user,
    key: `file:${lab.keyFile}`,
    host_key: lab.fingerprint,
    os: 'linux',
    ...more,
  });
  const left = async (what: string) => (await lab.exec(`pgrep -f ${what}`)).stdout.trim();
  const untilGone = (what: string) => expect.poll(() => left(what), { timeout: scaled(6_000) }).toBe('');

  it('is looked at as an unprivileged login, in locale C, without sudo', async () => {
    const answers = await look(open(host()), [
      ask('id -un; echo "$LC_ALL"; command -v nginx'),
      ask('sudo -n id'),
      ask('systemctl is-active nginx; cat /etc/shadow'),
    ]);
    expect(answers[0]).toMatchObject({ code: 0, text: 'bot\nC\n/usr/sbin/nginx\n' });
    expect(answers[1]).toMatchObject({ code: 1, text: 'sudo: a password is required\n' });
    expect(answers[2]).toHaveProperty('text', expect.stringContaining('Permission denied'));
  });

  it('a command is not seen by the patterns of other probes', async () => {
    const answer = await lookOnce(
      open(host()),
      'echo needle-in-a-probe >/dev/null; ps -eo args= | grep -c "[n]eedle"',
    );
    expect(answer).toMatchObject({ text: '0\n' });
  });

  it('a login whose rc files talk and dawdle still answers', async () => {
    await lab.must('printf "echo hello; echo there >&2; sleep 0.3\\n" >/home/bot/.bashrc');
    expect(await lookOnce(open(host()), 'echo clean')).toMatchObject({ text: 'clean\n' });
    await lab.must('rm /home/bot/.bashrc');
  });

  it('an abort leaves nothing running on the host, nor does the end of the pool', async () => {
    const pool = open(host());
    const stop = new AbortController();
    const looking = look(pool, [ask('sleep 391 | cat; true', 60_000)], stop.signal);
    await expect.poll(() => left('sleep.391')).not.toBe('');
    stop.abort();
    expect(await looking).toMatchObject([{ outcome: 'cancelled' }]);
    await untilGone('sleep.391');
    const again = look(pool, [ask('sleep 392', 60_000)]);
    await expect.poll(() => left('sleep.392')).not.toBe('');
    pool.close();
    await again;
    await untilGone('sleep.392');
  });

  it('a pulled cable is noticed: between looks, and during one', { timeout: scaled(90_000) }, async () => {
    const pool = open(host());
    expect(await lookOnce(pool, 'echo warm')).toMatchObject({ text: 'warm\n' });
    await lab.cut();
    const between = await lookOnce(pool, 'echo lost', 1_000);
    expect(between).toMatchObject({ outcome: 'unreachable', reason: 'timed_out' });
    expect(between.tookMs).toBeLessThan(scaled(10_000));
    const stop = AbortSignal.timeout(500);
    expect(await look(pool, [ask('true')], stop)).toMatchObject([
      { outcome: 'cancelled', reason: 'deadline' },
    ]);
    await lab.mend();
    await expect
      .poll(() => lookOnce(pool, 'echo back'), { timeout: scaled(15_000) })
      .toMatchObject({ text: 'back\n' });
    const during = look(pool, [ask('sleep 393', 2_000)]);
    await expect.poll(() => left('sleep.393')).not.toBe('');
    await lab.cut();
    expect(await during).toMatchObject([{ outcome: 'lost', reason: 'lost' }]);
    await lab.mend();
    // the host could not be told, so its own limit has to have ended it
    await untilGone('sleep.393');
    expect(await lookOnce(pool, 'echo back')).toMatchObject({ text: 'back\n' });
  });

  it('a host that is down is unreachable, with the reason', async () => {
    const answer = await lookOnce(open(host({ address: lab.address.replace(/\d+$/, '250') })), 'true');
    expect(answer).toMatchObject({ outcome: 'unreachable', reason: 'timed_out' });
    expect(answer).toHaveProperty('detail', expect.stringContaining('web-1'));
  });

  it('survives a journal of 50 MB and bytes that are no text', async () => {
    await lab.must('head -c 50000000 /dev/urandom >/var/tmp/noise; chmod 644 /var/tmp/noise');
    const [all, some] = await look(open(host()), [
      ask('cat /var/tmp/noise'),
      ask('head -c 3000 /var/tmp/noise'),
    ]);
    expect(all).toMatchObject({ outcome: 'exited', truncated: true });
    expect(some).toMatchObject({ outcome: 'exited', code: 0, truncated: false });
  });
});
