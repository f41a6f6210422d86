import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startWorkspace } from '@resus/sandbox';
import { missing } from '#test/needs.ts';
import { startRedis } from '#test/redis-server.ts';
import { run } from '#test/stories/process.ts';
import { hearResults, type Results } from './watch-results.ts';

/**
 * `resus start --only watch` with more and more monitors at 15 s, half of them https, each a server name of its own on
 * loopback. CPU and memory are those of the processes that check and of Redis; the servers that are watched are others.
 */
const sizes = (process.env['MONITORS'] ?? '100,1000,3000').split(',').map(Number);
const seconds = Number(process.env['WINDOW_S'] ?? 45);
const processes = Number(process.env['PROCESSES'] ?? 1);
const everyMs = 15_000;

const reason = missing('redis');
if (reason !== undefined) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}

type Figures = Results & {
  readonly monitors: number;
  readonly cpu: number;
  readonly redisCpu: number;
  readonly rssMb: number;
  readonly redisMb: number;
  readonly connections: number;
};

const dir = mkdtempSync(join(tmpdir(), 'resus-bench-'));
const [key, certificate] = [join(dir, 'key'), join(dir, 'crt')];
const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
const names = ['-subj', '/CN=*.example.test', '-addext', 'subjectAltName=DNS:*.example.test'];
execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', certificate, ...names], {
  stdio: 'ignore',
});
// What is measured is Resus: a sandbox that refuses would measure Slack's limits.
const workspace = await startWorkspace({ limits: false });
const figures: Figures[] = [];
try {
  for (const size of sizes) figures.push(await measure(size));
} finally {
  await workspace.stop();
  rmSync(dir, { recursive: true });
}
tell();
process.exit(figures.every((one) => one.missing + one.twice + one.failed === 0) ? 0 : 1);

async function measure(size: number): Promise<Figures> {
  const targets = fork(join(import.meta.dirname, 'watch-targets.ts'), [key, certificate]);
  const [{ ports }] = (await once(targets, 'message')) as [{ ports: number[] }];
  const asked = async (): Promise<{ requests: number; connections: number }> => {
    const answer = once(targets, 'message');
    targets.send('how many');
    return ((await answer) as [{ requests: number; connections: number }])[0];
  };
  const server = await startRedis();
  const results = await hearResults(server.url);
  const config = join(dir, `resus-${size}.yaml`);
  writeFileSync(config, catalog(size, ports));
  const env = {
    REDIS_URL: server.url,
    RESUS_CONFIG: config,
    RESUS_DATA: dir,
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
  };
  const watchers = Array.from({ length: processes }, () =>
    run(['src/main.ts', 'start', '--only', 'watch'], env),
  );
  try {
    await Promise.all(watchers.map((one) => one.says(/Resus is ready/)));
    const ids = Array.from({ length: size }, (_, i) => `s${i}/watch`);
    const patience = Date.now() + 90_000;
    while (results.seen() < size && Date.now() < patience) await delay(200);
    // One more turn: code is compiled, connections stand.
    await delay(everyMs);
    const pids = watchers.map(({ child }) => child.pid ?? 0);
    const redisPid = Number(/process_id:(\d+)/.exec(await results.redis.info('server'))?.[1]);
    const before = { at: Date.now(), cpu: cpuMs(pids), redis: cpuMs([redisPid]), ...(await asked()) };
    await delay(seconds * 1_000);
    const after = { at: Date.now(), cpu: cpuMs(pids), redis: cpuMs([redisPid]), ...(await asked()) };
    // A turn of the last moment may still be on its way.
    await delay(2_000);
    const tookMs = after.at - before.at;
    return {
      ...(await results.count(ids, everyMs, before.at, after.at)),
      monitors: size,
      cpu: ((after.cpu - before.cpu) / tookMs) * 100,
      redisCpu: ((after.redis - before.redis) / tookMs) * 100,
      rssMb: memoryMb(pids),
      redisMb: memoryMb([redisPid]),
      connections: after.connections - before.connections,
    };
  } finally {
    for (const one of watchers) await one.stop();
    results.close();
    await server.stop();
    targets.disconnect();
  }
}

function catalog(size: number, [plain, secure]: readonly number[]): string {
  const services = Array.from({ length: size }, (_, i) => {
    const url =
      i % 2 === 0
        ? `http://s${i}.example.test:${plain}/health`
        : `https://s${i}.example.test:${secure}/health`;
    const ca = i % 2 === 0 ? '' : `, ca: ${certificate}`;
    const seen = `url: "${url}", resolve: 127.0.0.1${ca}, expect: { status: 200, json: { status: healthy } }`;
    return `  s${i}: { host: web-1, run: { systemd: s${i} }, public: { ${seen} }, watch: { every: 15s } }`;
  });
  return `slack: { channel: "#ops" }\nhosts: { web-1: { address: 192.0.2.5, user: bot } }\nservices:\n${services.join('\n')}\n`;
}

/** Of whole processes, in ms; Linux counts hundredths of a second. */
function cpuMs(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) * 10;
}

function memoryMb(pids: readonly number[]): number {
  const kb = pids.map((pid) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  );
  return kb.reduce((sum, one) => sum + one, 0) / 1024;
}

function tell(): void {
  console.log(
    `\nmonitors at 15 s, ${processes} process${processes > 1 ? 'es' : ''}, ${seconds} s; CPU in % of one core`,
  );
  console.log(
    'monitors     CPU  redis    RSS MB  redis   results  missing  twice  failed  new conns   late p50    p99    max (ms)',
  );
  for (const one of figures) {
    const late = (share: number): string =>
      String(
        one.latenessMs[Math.min(one.latenessMs.length - 1, Math.floor(share * one.latenessMs.length))] ?? '–',
      );
    const cells: readonly (readonly [string, number])[] = [
      [String(one.monitors), 8],
      [one.cpu.toFixed(1), 8],
      [one.redisCpu.toFixed(1), 7],
      [one.rssMb.toFixed(0), 10],
      [one.redisMb.toFixed(0), 7],
      [String(one.recorded), 10],
      [String(one.missing), 9],
      [String(one.twice), 7],
      [String(one.failed), 8],
      [String(one.connections), 11],
      [late(0.5), 11],
      [late(0.99), 7],
      [late(1), 7],
    ];
    console.log(cells.map(([text, width]) => text.padStart(width)).join(''));
  }
  for (const [i, one] of figures.entries()) {
    const before = figures[i - 1];
    if (before === undefined) continue;
    const ratio = (of: (figures: Figures) => number): string => (of(one) / of(before)).toFixed(1);
    console.log(
      `${before.monitors} → ${one.monitors}: × ${ratio(({ monitors }) => monitors)} monitors, × ${ratio(({ cpu }) => cpu)} CPU, × ${ratio(({ redisCpu }) => redisCpu)} CPU of redis, × ${ratio(({ rssMb }) => rssMb)} memory`,
    );
  }
}
