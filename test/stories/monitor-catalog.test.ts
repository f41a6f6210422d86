import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterEach, expect, test } from 'vitest';
import { createApp } from '#app/app.ts';
import { systemClock } from '#base/clock.ts';
import { prefix } from '#jobs/queues.ts';
import { startWorkspace } from '@resus/sandbox';
import { workerConnection } from '#redis/redis.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import { checkShapes } from '#test/refused-shapes.ts';
import { describeWith } from '#test/needs.ts';
import { startRedis } from '#test/redis-server.ts';
import { scaled } from '#test/scaled.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** The part that checks, by itself, with a catalog that can be edited. */
async function startWatching(catalog: string) {
  const dir = mkdtempSync(join(tmpdir(), 'resus-watch-'));
  stops.push(() => rmSync(dir, { recursive: true, force: true }));
  const edit = (text: string): void => writeFileSync(join(dir, 'resus.yaml'), text);
  edit(catalog);
  const [redis, workspace] = await Promise.all([startRedis(), startWorkspace()]);
  stops.push(redis.stop, async () => {
    await workspace.stop();
    checkShapes(workspace);
  });
  const told: string[] = [];
  const app = await createApp(
    {
      redisUrl: redis.url,
      configFile: join(dir, 'resus.yaml'),
      dataDir: dir,
      logLevel: 'fatal',
      isProduction: false,
      parts: ['watch'],
      http: { host: '127.0.0.1', port: 0 },
      slack: { botToken: workspace.botToken, appToken: workspace.appToken, apiUrl: workspace.apiUrl },
    },
    { tell: (line) => told.push(line), isLab: false },
  );
  stops.push(app.stop);
  const connection = workerConnection(redis.url, () => {});
  const queue = new Queue('monitor', { connection, prefix });
  stops.push(
    () => connection.disconnect(),
    () => queue.close(),
  );
  return {
    edit,
    url: /health on (http:[^)]+)\)/.exec(told.join('\n'))?.[1] ?? '',
    store: createSampleStore(connection, systemClock, storedMonitorState),
    /** What is due, and how often. */
    schedules: async (): Promise<Record<string, number>> => {
      const all = (await queue.getJobSchedulers(0, -1)).filter(({ key }) => key.includes('/'));
      return Object.fromEntries(all.map(({ key, every }) => [key, Number(every)]));
    },
  };
}

const beat = (name: string): string =>
  `    monitors: [ { id: backup, heartbeat: { token: "env:${name}", every: 1h } } ]\n`;

describeWith(['redis'], 'the monitors of a catalog that is edited while resus runs', () => {
  test('what is added is checked, what is removed is not, and a new rhythm holds, without a restart', async () => {
    const asked: string[] = [];
    const web = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('fine');
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    stops.push(
      () => web.close(),
      () => web.closeAllConnections(),
    );
    const { port } = web.address() as AddressInfo;
    const service = (name: string, every: string): string =>
      `  ${name}: { host: web-1, run: { systemd: ${name} }, public: { url: "http://127.0.0.1:${port}/${name}" }, watch: { every: ${every} } }\n`;
    const head =
      'slack: { channel: "#ops" }\nhosts: { web-1: { address: 192.0.2.5, user: bot } }\nservices:\n';
    const watch = await startWatching(head + service('api', '5s') + service('shop', '5s'));
    await expect.poll(watch.schedules).toEqual({ 'api/watch': 5_000, 'shop/watch': 5_000 });
    await expect.poll(() => asked, { timeout: scaled(15_000) }).toContain('/shop');

    watch.edit(head + service('api', '10s') + service('blog', '5s'));
    await expect
      .poll(watch.schedules, { timeout: scaled(10_000) })
      .toEqual({ 'api/watch': 10_000, 'blog/watch': 5_000 });
    const before = asked.filter((path) => path === '/shop').length;
    await expect.poll(() => asked, { timeout: scaled(15_000) }).toContain('/blog');
    await expect
      .poll(async () => (await watch.store.samples('blog/watch', Date.now() - 60_000, Date.now())).length, {
        timeout: scaled(15_000),
      })
      .toBeGreaterThan(0);
    // blog was checked within one interval of 5 s, in which shop would have been.
    await expect
      .poll(() => asked.filter((path) => path === '/blog').length, { timeout: scaled(15_000) })
      .toBeGreaterThan(1);
    expect(asked.filter((path) => path === '/shop').length).toBe(before);

    // A bad edit changes nothing.
    watch.edit(`${head}  api: { host: nowhere }\n`);
    const blogs = asked.filter((path) => path === '/blog').length;
    await expect
      .poll(() => asked.filter((path) => path === '/blog').length, { timeout: scaled(15_000) })
      .toBeGreaterThan(blogs);
    expect(await watch.schedules()).toEqual({ 'api/watch': 10_000, 'blog/watch': 5_000 });
  });

  test('a new heartbeat is heard by its token, and by the new one after that was changed', async () => {
    process.env['RESUS_TEST_BEAT_OLD'] = 'old-token';
    process.env['RESUS_TEST_BEAT_NEW'] = 'new-token';
    const head =
      'slack: { channel: "#ops" }\nhosts: { web-1: { address: 192.0.2.5, user: bot } }\nservices:\n  api:\n    host: web-1\n    run: { systemd: api }\n';
    const watch = await startWatching(head);
    const call = async (token: string): Promise<number> => {
      const answer = await fetch(`${new URL(watch.url).origin}/beat/${token}`, { method: 'POST' });
      await answer.arrayBuffer();
      return answer.status;
    };
    expect(await call('old-token')).toBe(404);
    watch.edit(head + beat('RESUS_TEST_BEAT_OLD'));
    await expect.poll(() => call('old-token'), { timeout: scaled(10_000) }).toBe(200);
    expect(await call('new-token')).toBe(404);
    watch.edit(head + beat('RESUS_TEST_BEAT_NEW'));
    await expect.poll(() => call('new-token'), { timeout: scaled(10_000) }).toBe(200);
    expect(await call('old-token')).toBe(404);
    // What was never heard would count from the time that is asked with.
    const heardAt = await watch.store.lastBeat('api/backup', Date.now() + 60_000);
    expect(Math.abs(Date.now() - heardAt)).toBeLessThan(scaled(10_000));
    // Its first check finds a job that was heard of.
    const samples = () => watch.store.samples('api/backup', Date.now() - 60_000, Date.now());
    await expect.poll(async () => (await samples())[0]?.status, { timeout: scaled(20_000) }).toBe('ok');
    delete process.env['RESUS_TEST_BEAT_OLD'];
    delete process.env['RESUS_TEST_BEAT_NEW'];
  });
});
