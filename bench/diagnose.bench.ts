import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { openTransport } from '#app/probe-transport.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { createLog } from '#app/log.ts';
import { allProbes } from '#probes/all-probes.ts';
import { observe } from '#probes/observe.ts';
import { hostBatches, pendingLooks } from '#probes/probe-run.ts';
import type { Target } from '#probes/probe.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { labMissing } from '#test/lab/lab.ts';
import { bootSystem } from '#test/lab/systems/system.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { controlMaster } from './rivals.ts';

/**
 * One whole diagnosis of a real host, warm, against the same probe commands written by hand as one parallel `bash -s` over a
 * warm OpenSSH ControlMaster. They take turns, so that a busy machine troubles both alike. The rival only collects text:
 * it makes no HTTP look from outside, has no time limits and decides nothing.
 */
const rounds = Number(process.env['ROUNDS'] ?? 20);

const reason = labMissing();
if (reason) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}
const host = await bootSystem(systemdDjango);
const catalog = readCatalog(stringify(systemdDjango.catalog(host)), 'lab.yaml');
const service = catalog.services['api'];
const entry = catalog.hosts['web-1'];
if (service === undefined || entry === undefined) throw new Error('the lab system has no api on web-1');
const { diagnosis, signatures } = loadRunbooks();
const transport = openTransport(
  () => catalog,
  createLog('error', (text) => text),
);

const targets = (): Target[] => [
  { service, catalog, now: Date.now(), signatures },
  { service, catalog, now: Date.now(), signatures, host: entry },
];
const commands = (hostBatches(pendingLooks(allProbes, targets())).get('web-1') ?? []).map(
  ({ ask }) => ask.command,
);
const rival = await controlMaster({
  address: host.address,
  port: host.port,
  user: host.user,
  keyFile: host.keyFile,
  key: readFileSync(host.keyFile),
});

async function ours(): Promise<{ ms: number; slowest: number }> {
  const startedAt = performance.now();
  const signal = new AbortController().signal;
  const observations = await observe({
    transport,
    probes: allProbes,
    targets: targets(),
    deadlineMs: 15_000,
    signal,
  });
  const verdict = decideVerdict(diagnosis, observations, {
    service: 'api',
    hosts: ['web-1'],
    remedy: () => undefined,
  });
  if (verdict.id !== 'healthy') throw new Error(`the verdict is ${verdict.id}`);
  return {
    ms: performance.now() - startedAt,
    slowest: Math.max(...observations.map(({ tookMs }) => tookMs)),
  };
}

async function theirs(): Promise<number> {
  const startedAt = performance.now();
  const answered = await rival.look(commands);
  if (answered !== commands.length) throw new Error(`${answered} of ${commands.length} answered`);
  return performance.now() - startedAt;
}

const mine: number[] = [];
const slowest: number[] = [];
const yours: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const first = round % 2 === 0;
  const before = first ? await ours() : undefined;
  const other = await theirs();
  const { ms, slowest: longest } = before ?? (await ours());
  if (round === 0) continue; // warms both
  mine.push(ms);
  slowest.push(longest);
  yours.push(other);
}
transport.close();
await rival.close();
await host.down();

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
const ratios = mine.map((ms, round) => ms / (yours[round] ?? 1));
console.log(
  `\none diagnosis, ${commands.length} commands on the host, ${rounds} rounds in turns        median (ms)   min`,
);
console.log(
  `resus: probes, outside looks, verdict                              ${median(mine).toFixed(0).padStart(7)} ${Math.min(
    ...mine,
  )
    .toFixed(0)
    .padStart(7)}`,
);
console.log(
  `one parallel bash -s over a warm ControlMaster, no verdict         ${median(yours).toFixed(0).padStart(7)} ${Math.min(
    ...yours,
  )
    .toFixed(0)
    .padStart(7)}`,
);
console.log(
  `ratio, round by round: median ${median(ratios).toFixed(2)}; slowest probe median ${median(slowest).toFixed(0)} ms, ours ${(median(mine) / Math.max(1, median(slowest))).toFixed(2)} × that`,
);
