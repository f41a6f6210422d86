import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Host } from '#catalog/catalog.ts';
import { createPool } from '#ssh/pool.ts';
import { bootHost, labMissing, type LabHost } from '#test/lab/lab.ts';
import { channelPool, controlMaster, type Rival, type Target } from './rivals.ts';

/**
 * The same read-only commands on one real host, in three ways, taking turns in random order so that a busy machine
 * troubles all of them alike. Prints the times and how each rival compares with us.
 */
const commands = [
  'systemctl show nginx -p ActiveState,SubState,Result,NRestarts,ExecMainStatus,ExecMainStartTimestamp,MainPID',
  "ss -Hltn 'sport = :80'",
  'ss -Hltn',
  "curl -sS -o /dev/null --max-time 3 -w '%{http_code} %{time_starttransfer}' http://127.0.0.1:80/",
  'journalctl -u nginx -n 200 --no-pager -o short-iso',
  'journalctl -p err -n 50 --no-pager',
  'tail -n 300 /var/log/nginx/error.log',
  'df -P / /var /tmp',
  'df -Pi /',
  'cat /proc/meminfo /proc/loadavg /proc/uptime',
  'ps -eo pid,ppid,stat,rss,etimes,comm',
  'date +%s; hostname; nproc',
  'ls -ld /etc/nginx /var/log/nginx /var/www',
  'head -c 2000 /etc/nginx/nginx.conf',
];
const rounds = Number(process.env['ROUNDS'] ?? 20);
const roundTripMs = 50;

const reason = labMissing();
if (reason) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}
const lab = await bootHost('bench');
try {
  await compare('on the LAN', 0, targetOf(lab));
  const relay = await startRelay(lab);
  await compare(`with a round trip of ${roundTripMs} ms`, roundTripMs, { ...targetOf(lab), ...relay.place });
  await relay.stop();
} finally {
  await lab.down();
}

function targetOf(lab: LabHost): Target {
  return { ...lab, user: lab.user, key: readFileSync(lab.keyFile) };
}

async function startRelay(lab: LabHost) {
  const workerData = { host: lab.address, port: lab.port, delayMs: roundTripMs / 2 };
  const worker = new Worker(new URL('./delay-relay.ts', import.meta.url), { workerData });
  const port = await new Promise<number>((resolve) => {
    worker.once('message', resolve);
  });
  return { place: { address: '127.0.0.1', port }, stop: () => worker.terminate() };
}

function ours(target: Target): Rival & { slowestAlone: () => Promise<number> } {
  const { address, port, user, keyFile } = target;
  const host: Host = {
    name: 'bench',
    address,
    port,
    user,
    key: `file:${keyFile}`,
    host_key: lab.fingerprint,
    os: 'linux',
  };
  const pool = createPool({
    findHost: () => host,
    readReference: () => Promise.resolve(target.key),
    knownHostsFiles: [],
    clock: { now: () => Date.now() },
    log: { warn: (data, message) => console.warn(message, data) },
  });
  const look = async (asked: readonly string[]) => {
    let answered = 0;
    const asks = asked.map((command) => ({ via: 'shell' as const, command, timeoutMs: 10_000 }));
    const count = (_index: number, answer: { outcome: string }) => {
      if (answer.outcome === 'exited') answered += 1;
    };
    await pool.shell('bench', asks, count, new AbortController().signal);
    return answered;
  };
  const slowestAlone = async () => {
    const times: number[] = [];
    for (const command of commands) times.push(median(await repeat(5, () => timed(() => look([command])))));
    return Math.max(...times);
  };
  return { look, slowestAlone, close: pool.close };
}

async function compare(where: string, tripMs: number, target: Target): Promise<void> {
  const mine = ours(target);
  const contenders: [string, Rival][] = [
    ['resus', mine],
    ['parallel bash -s over a ControlMaster', await controlMaster(target)],
    ['a channel for each command, 6 at a time', await channelPool(target)],
  ];
  const times = new Map(contenders.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < rounds + 2; round += 1)
    for (const [name, contender] of contenders.toSorted(() => Math.random() - 0.5)) {
      const took = await timed(async () => {
        const answered = await contender.look(commands);
        if (answered !== commands.length)
          throw new Error(`${name} answered ${answered} of ${commands.length}`);
      });
      // the first two warm up connections and disks
      if (round >= 2) times.get(name)?.push(took);
    }
  const alone = await mine.slowestAlone();
  for (const [, contender] of contenders) await contender.close();

  console.log(`\n${commands.length} commands ${where}, ${rounds} rounds, ms (min / median / max):`);
  const best = times.get('resus') ?? [];
  for (const [name, list] of times) {
    const shown = [Math.min(...list), median(list), Math.max(...list)].map((ms) => ms.toFixed(1)).join(' / ');
    console.log(`  ${name.padEnd(42)}${shown.padEnd(26)}${(median(list) / median(best)).toFixed(2)} × resus`);
  }
  const bound = 1.2 * alone + 2 * tripMs;
  const verdict = median(best) <= bound ? 'within' : 'OVER';
  const parts = `1.2 × the slowest command alone (${alone.toFixed(1)} ms) + 2 round trips`;
  console.log(`  ${verdict} ${parts} = ${bound.toFixed(1)} ms`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function repeat<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < times; i += 1) results.push(await work());
  return results;
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}
