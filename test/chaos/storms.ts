import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { createApp } from '#app/app.ts';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { createOutageStore } from '#outages/redis-outage-store.ts';
import { workerConnection } from '#redis/redis.ts';
import { startRedis } from '#test/redis-server.ts';
import { checkShapes } from '#test/refused-shapes.ts';
import { chanceOf } from './chance.ts';

export type StormSize = {
  readonly alerts: number;
  readonly services: number;
  readonly channels: number;
  readonly overMs: number;
};
export type StormFigures = StormSize & {
  /** Alerts that no outage has. */
  readonly lost: number;
  readonly outages: number;
  readonly threads: number;
  readonly postsInChannels: number;
  /** Of 100 threads, how long after Slack's one message a second and channel allows it the 99th opened. */
  readonly openedLateP99Ms: number;
  readonly openedP50Ms: number;
  readonly openedP99Ms: number;
  readonly limitedBySlack: number;
  readonly tookMs: number;
};

const token = 'storm-token-of-a-test';
const giveUpAfterMs = 90_000;
const countAfterMs = 20_000;
const channelOf = (i: number): string => `C0STORM${i}`;

/**
 * So many alerts told over HTTP by a whole Resus in its own process, while nothing can be reached: each service goes down by
 * several alerts, each channel has several services. What is in the outages and in Slack is counted.
 */
export async function alertStorm(seed: number, size: StormSize): Promise<StormFigures> {
  const startedAt = performance.now();
  const chance = chanceOf(seed);
  const dir = mkdtempSync(join(tmpdir(), 'resus-storm-'));
  const names = Array.from({ length: size.channels }, (_, i) => channelOf(i));
  const channels = names.map((id) => ({ id, name: id.toLowerCase(), is_member: true }));
  const [server, workspace] = await Promise.all([startRedis(), startWorkspace({ channels })]);
  process.env['RESUS_STORM_TOKEN'] = token;
  const configFile = join(dir, 'resus.yaml');
  writeFileSync(configFile, stringify(catalogOf(size)));
  const told: string[] = [];
  const slack = { botToken: workspace.botToken, appToken: workspace.appToken, apiUrl: workspace.apiUrl };
  const app = await createApp(
    {
      redisUrl: server.url,
      configFile,
      dataDir: dir,
      logLevel: process.env['LOG_LEVEL'] ?? 'fatal',
      isProduction: false,
      parts: ['bot', 'worker', 'watch'],
      http: { host: '127.0.0.1', port: 0 },
      slack,
    },
    { tell: (line) => told.push(line), isLab: false },
  );
  const redis = workerConnection(server.url, () => {});
  const outages = createOutageStore(redis);
  try {
    const url = /health on (http:[^)]+)\)/.exec(told.join('\n'))?.[1] ?? '';
    const firstAt = await storm(url, size, chance);
    const isOpen = (): number => parentsIn(workspace, names).length;
    const giveUpAt = performance.now() + giveUpAfterMs;
    while (isOpen() < size.services && performance.now() < giveUpAt) await delay(200);
    // A thread opens at the first alert of its service; the others may still be on their way to the outage.
    const countedBy = performance.now() + countAfterMs;
    let [stored, seen] = await seenIn(outages, size.services);
    while (seen < size.alerts && performance.now() < countedBy) {
      await delay(200);
      [stored, seen] = await seenIn(outages, size.services);
    }
    return {
      ...size,
      lost: size.alerts - seen,
      outages: stored,
      threads: isOpen(),
      ...latenessOf(workspace, names, firstAt),
      limitedBySlack: workspace.calls().filter(({ status }) => status === 429).length,
      tookMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    await app.stop();
    redis.disconnect();
    await workspace.stop();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
    delete process.env['RESUS_STORM_TOKEN'];
    checkShapes(workspace);
  }
}

/** How many outages there are, and how many alerts they have between them. */
async function seenIn(
  outages: ReturnType<typeof createOutageStore>,
  services: number,
): Promise<[outages: number, alerts: number]> {
  const stored = await outages.recent(services * 2);
  return [stored.length, stored.flatMap(({ events }) => events.filter(({ type }) => type === 'seen')).length];
}

const serviceOf = (i: number): string => `svc-${i}`;

function catalogOf(size: StormSize): object {
  const services = Array.from({ length: size.services }, (_, i) => [
    serviceOf(i),
    { host: 'web-1', run: { systemd: 'api' }, channel: channelOf(i % size.channels) },
  ]);
  return {
    slack: { channel: channelOf(0) },
    alerts: { alertmanager: { token: 'env:RESUS_STORM_TOKEN' } },
    // Nothing listens there: every diagnosis ends at the door, as it does when a whole site is away.
    hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot' } },
    services: Object.fromEntries(services),
  };
}

/** Ten deliveries a second, each with its share; answers when each service was first told of. */
async function storm(url: string, size: StormSize, chance: () => number): Promise<Map<string, number>> {
  const firstAt = new Map<string, number>();
  const alerts = Array.from({ length: size.alerts }, (_, i) => ({
    service: serviceOf(i % size.services),
    fingerprint: `f${i}`,
    order: chance(),
  })).toSorted((a, b) => a.order - b.order);
  const rounds = Math.ceil(size.overMs / 100);
  const each = Math.ceil(alerts.length / rounds);
  for (let round = 0; round < rounds; round += 1) {
    const due = delay(100);
    const batch = alerts.slice(round * each, (round + 1) * each);
    for (const { service } of batch) if (!firstAt.has(service)) firstAt.set(service, Date.now());
    if (batch.length > 0) await tell(url, batch);
    await due;
  }
  return firstAt;
}

/** Alertmanager tries again what was not answered 200; so does this. */
async function tell(
  url: string,
  batch: readonly { readonly service: string; readonly fingerprint: string }[],
): Promise<void> {
  const startsAt = new Date().toISOString();
  const body = JSON.stringify({
    version: '4',
    groupKey: 'storm',
    status: 'firing',
    receiver: 'resus',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'https://alerts.example.test',
    truncatedAlerts: 0,
    alerts: batch.map(({ service, fingerprint }) => ({
      status: 'firing',
      labels: { alertname: 'Down', service },
      annotations: { summary: `${service} does not answer` },
      startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://alerts.example.test/graph',
      fingerprint,
    })),
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  for (;;) {
    const answer = await fetch(`${url}/alerts/alertmanager`, { method: 'POST', headers, body });
    if (answer.status === 200) return;
    if (answer.status < 500) throw new Error(`refused: ${answer.status} ${await answer.text()}`);
    await delay(100);
  }
}

function parentsIn(workspace: Workspace, channels: readonly string[]) {
  return channels.flatMap((channel) =>
    workspace.messages(channel).flatMap(({ ts, text, thread_ts }) => {
      const [, service] = / (svc-\d+):/.exec(text) ?? [];
      return thread_ts !== undefined || service === undefined
        ? []
        : [{ channel, service, at: Number(ts) * 1000 }];
    }),
  );
}

/** What Slack allows: the n-th thread of a channel no sooner than a second after the one before. */
function latenessOf(workspace: Workspace, channels: readonly string[], firstAt: ReadonlyMap<string, number>) {
  const late: number[] = [];
  const opened: number[] = [];
  const parents = parentsIn(workspace, channels);
  for (const channel of channels) {
    let allowedAt = 0;
    for (const { service, at } of parents
      .filter((one) => one.channel === channel)
      .toSorted((a, b) => a.at - b.at)) {
      const told = firstAt.get(service) ?? 0;
      allowedAt = Math.max(told, allowedAt + 1000);
      late.push(Math.max(0, at - allowedAt));
      opened.push(at - told);
    }
  }
  const posts = channels.reduce((sum, channel) => sum + workspace.messages(channel).length, 0);
  return {
    postsInChannels: posts,
    openedLateP99Ms: percentile(late, 0.99),
    openedP50Ms: percentile(opened, 0.5),
    openedP99Ms: percentile(opened, 0.99),
  };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}
