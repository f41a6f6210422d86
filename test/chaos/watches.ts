import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '#base/clock.ts';
import type { Signal } from '#outages/events.ts';
import { workerConnection } from '#redis/redis.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import { startRedis } from '#test/redis-server.ts';
import { chanceOf } from './chance.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

export type WatchSize = { readonly monitors: number; readonly forMs: number };
export type WatchFigures = WatchSize & {
  readonly kills: number;
  readonly results: number;
  /** Results for a time that has one already, and results for a time that nothing was due. */
  readonly twice: number;
  readonly beside: number;
  /** Scheduled times without a result, all of them within a failover. */
  readonly leftOut: number;
  /** Silences that are longer than docs/monitoring.md says a failover may cost. */
  readonly tooLong: number;
  readonly longestS: number;
  /** Requests beyond one for each result: checks that were made again after a kill. */
  readonly checkedAgain: number;
  /** Monitors whose changes do not go down, up, down, up, or whose last one is not what was seen last. */
  readonly mistold: number;
};

const everyMs = 5_000;
/** docs/monitoring.md: "at most 8 s and one interval pass without a result". */
const failoverMs = 8_000;

/**
 * Two processes share monitors at 5 s; now one, now the other is killed at a random moment and replaced, while a third of
 * the servers fails for a while. Every result of every scheduled time is counted.
 */
export async function watchesUnderChaos(seed: number, size: WatchSize): Promise<WatchFigures> {
  const chance = chanceOf(seed);
  const server = await startRedis();
  const redis = workerConnection(server.url, () => {});
  const store = createSampleStore(redis, systemClock, storedMonitorState);
  const names = Array.from({ length: size.monitors }, (_, i) => `s${i}`);
  let isFailing = false;
  let requests = 0;
  const web = createServer((request, response) => {
    requests += 1;
    const isThird = Number(/s(\d+)/.exec(request.url ?? '')?.[1]) % 3 === 0;
    // Long enough that a kill often falls into a check.
    setTimeout(() => response.writeHead(isFailing && isThird ? 503 : 200).end(), 50 + chance() * 400);
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const text = catalogOf(names, (web.address() as AddressInfo).port);
  const start = (): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, '../watch-process.ts'), server.url, text], {
      stdio: 'ignore',
    });
  const pair = [start(), start()];
  try {
    const startedAt = Date.now();
    const samples = (name: string) => store.samples(`${name}/watch`, startedAt - everyMs, Date.now());
    while ((await Promise.all(names.map(samples))).some(({ length }) => length === 0)) await delay(100);
    const from = Date.now();
    const kills = await killInTurn(pair, start, chance, from + size.forMs, (part) => {
      isFailing = part > 1 / 3 && part < 2 / 3;
    });
    // Whoever is alive now comes to the end of what the last kill left.
    await delay(failoverMs + everyMs + 2_000);
    const to = Date.now() - everyMs;
    const seen = await Promise.all(names.map((name) => samples(name)));
    const signals = [
      ...(await redis.lrange('test:sightings', 0, -1)).map((one) => JSON.parse(one) as Signal),
      ...(await store.pending()),
    ];
    const counted = seen.map((list) =>
      countTimes(
        list.map(({ at }) => at).filter((at) => at < to),
        to,
      ),
    );
    const sum = (of: (one: ReturnType<typeof countTimes>) => number): number =>
      counted.reduce((total, one) => total + of(one), 0);
    return {
      ...size,
      kills,
      results: sum(({ results }) => results),
      twice: sum(({ twice }) => twice),
      beside: sum(({ beside }) => beside),
      leftOut: sum(({ leftOut }) => leftOut),
      tooLong: sum(({ tooLong }) => tooLong),
      longestS: Math.max(...counted.map(({ longestMs }) => longestMs)) / 1_000,
      checkedAgain: requests - seen.reduce((total, { length }) => total + length, 0),
      mistold: names.filter((name, i) => isMistold(signals, name, seen[i]?.at(-1)?.status === 'bad')).length,
    };
  } finally {
    for (const child of pair) child.kill('SIGKILL');
    web.close();
    web.closeAllConnections();
    redis.disconnect();
    await server.stop();
  }
}

async function killInTurn(
  pair: ChildProcess[],
  start: () => ChildProcess,
  chance: () => number,
  until: number,
  onPart: (part: number) => void,
): Promise<number> {
  const from = Date.now();
  let kills = 0;
  while (Date.now() < until) {
    await delay(Math.min(until - Date.now(), 2_000 + chance() * 5_000));
    onPart((Date.now() - from) / (until - from));
    const turn = kills % 2;
    const victim = pair[turn];
    if (victim !== undefined) {
      const gone = once(victim, 'exit');
      victim.kill('SIGKILL');
      await gone;
    }
    pair[turn] = start();
    kills += 1;
  }
  onPart(1);
  return kills;
}

function countTimes(times: readonly number[], to: number) {
  const unique = [...new Set(times)].toSorted((a, b) => a - b);
  const [first = 0] = unique;
  const silences = [...unique.slice(1), Math.max(unique.at(-1) ?? 0, to)].map(
    (at, i) => at - (unique[i] ?? at),
  );
  return {
    results: unique.length,
    twice: times.length - unique.length,
    beside: unique.filter((at) => (at - first) % everyMs !== 0).length,
    leftOut: silences.reduce((sum, ms) => sum + Math.max(0, Math.ceil(ms / everyMs) - 1), 0),
    tooLong: silences.filter((ms) => ms > failoverMs + everyMs).length,
    longestMs: Math.max(...silences),
  };
}

function isMistold(signals: readonly Signal[], service: string, isDown: boolean): boolean {
  const own = new Map(signals.filter((one) => one.service === service).map((one) => [one.id, one]));
  const states = [...own.values()].toSorted((a, b) => a.at - b.at).map(({ state }) => state);
  return (
    states.some((state, i) => state !== (i % 2 === 0 ? 'down' : 'up')) ||
    (states.at(-1) === 'down') !== isDown
  );
}

function catalogOf(names: readonly string[], port: number): string {
  const services = names.map(
    (name) =>
      `  ${name}: { host: web-1, run: { systemd: ${name} }, public: { url: "http://127.0.0.1:${port}/${name}", expect: { status: 200 } }, watch: { every: 5s, fail: 1 of 1 } }`,
  );
  return `hosts: { web-1: { address: 192.0.2.5, user: bot } }\nservices:\n${services.join('\n')}\n`;
}
