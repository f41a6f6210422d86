import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Workspace } from '@resus/sandbox';
import { describeWith } from '#test/needs.ts';
import { type Processes, startProcesses } from './processes.ts';
import { scaled } from '#test/scaled.ts';

describeWith(['redis'], 'the processes of resus', () => {
  let silent: Server;
  let product: Processes;
  let workspace: Workspace;
  const start: Processes['start'] = (...args) => product.start(...args);

  beforeAll(async () => {
    // Accepts and never answers: a diagnosis of it takes as long as its time limit.
    silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
  });
  afterAll(() => void silent.close());

  beforeEach(async () => {
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = `http://127.0.0.1:${port}/`;
    product = await startProcesses({
      hosts: { 'web-1': { address: '127.0.0.1', port: 9, user: 'bot', key: 'env:NO_KEY' } },
      services: { api: { host: 'web-1', run: { systemd: 'api' }, public: { url, timeout: '4s' } } },
    });
    ({ workspace } = product);
    return () => product.stop();
  });

  const parent = (): string =>
    workspace.messages('#ops').findLast((message) => message.thread_ts === undefined && message.bot === true)
      ?.text ?? '';

  test('a frame that the socket client does not know does not end the bot', async () => {
    const bot = await start();
    await workspace.until(() => workspace.sockets.connected === 2);
    const frame = {
      type: 'app_rate_limited',
      envelope_id: 'limited-1',
      accepts_response_payload: false,
      payload: {
        type: 'app_rate_limited',
        team_id: 'T0RESUS',
        minute_rate_limited: 1_795_211_233,
        api_app_id: 'A0RESUS',
      },
    };
    // Once on each connection: an unprepared bot ends at the first (packages/sandbox/workspace/sockets.test.ts shows it).
    expect([workspace.sockets.send(frame), workspace.sockets.send(frame)]).toEqual([true, true]);
    expect(await workspace.as('U0ROSA').command('/diagnose', 'api')).toMatchObject({ ok: true });
    expect(bot.child.exitCode).toBeNull();
  });

  test('a worker killed in the middle of a diagnosis costs time, not the answer', {
    timeout: scaled(90_000),
  }, async () => {
    await start('--only', 'bot');
    const worker = await start('--only', 'worker');
    expect(await workspace.as('U0ROSA').command('/diagnose', 'api')).toMatchObject({ ok: true });
    await workspace.until(
      () => workspace.messages('#ops').some(({ blocks }) => blocks?.[0]?.type === 'plan'),
      10_000,
    );
    await worker.stop('SIGKILL');
    await start('--only', 'worker');
    await workspace.until(() => /^(?:🔴|🟡|⚪)/u.test(parent()), 45_000);
    // One parent, one progress message: nothing was said twice.
    const said = workspace.messages('#ops').filter(({ bot }) => bot === true);
    expect(said.filter(({ thread_ts }) => thread_ts === undefined)).toHaveLength(1);
    expect(said.filter(({ blocks }) => blocks?.[0]?.type === 'plan')).toHaveLength(1);
  });

  test.each([
    ['down', (): Promise<void> => product.redis.stop(), 'does not answer; nothing was started'],
    [
      'frozen',
      async (): Promise<void> => void process.kill(Number(product.redis.pid), 'SIGSTOP'),
      'did not confirm in time',
    ],
  ] as const)('with Redis %s each of twenty commands is answered within 3 s', async (_name, harm, says) => {
    await start();
    await harm();
    const startedAt = performance.now();
    const rosa = workspace.as('U0ROSA');
    const asked = await Promise.all(Array.from({ length: 20 }, () => rosa.command('/diagnose', 'api')));
    expect(asked.every(({ ok }) => ok)).toBe(true);
    const answers = () => workspace.ephemerals('U0ROSA').filter(({ text }) => text.includes(says));
    await workspace.until(() => answers().length === 20);
    expect(performance.now() - startedAt).toBeLessThan(scaled(3_000));
    if (_name === 'frozen') process.kill(Number(product.redis.pid), 'SIGCONT');
  });

  test('it ends at once and cleanly when it is told to', async () => {
    const bot = await start();
    const startedAt = performance.now();
    await bot.stop('SIGTERM');
    expect(bot.child.exitCode).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(scaled(5_000));
  });
});
