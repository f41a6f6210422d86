import { mkdirSync, writeFileSync } from 'node:fs';
import { allFaults, bootFor, catalogFor } from '#test/lab/faults/campaign.ts';
import type { Fault } from '#test/lab/faults/fault.ts';
import { findDoubt } from '#test/lab/faults/symptom.ts';
import { type LabHost, labMissing } from '#test/lab/lab.ts';
import { diagnoseHost } from './diagnose-host.ts';
import { judgeVerdict } from './judge.ts';

// npm run campaign [-- id or beginning of ids…]: injects each fault into a real host, diagnoses it, compares.

type Result = {
  readonly fault: Fault;
  readonly got: string;
  readonly isRight: boolean;
  readonly isFalseAlarm: boolean;
  readonly why: string;
  readonly tookMs: number;
};

const atOnce = 2;
const artifacts = new URL('../.artifacts/', import.meta.url).pathname;

async function tryFault(fault: Fault): Promise<Result> {
  let host: LabHost | undefined;
  try {
    host = await bootFor(fault);
    await fault.inject(host);
    const doubt = await findDoubt(fault, host);
    if (doubt !== undefined)
      return {
        fault,
        got: '–',
        isRight: false,
        isFalseAlarm: false,
        why: `the fault is not real: ${doubt}`,
        tookMs: 0,
      };
    const { catalog, service } = catalogFor(fault, host);
    const run = await diagnoseHost(catalog, service);
    mkdirSync(artifacts, { recursive: true });
    writeFileSync(`${artifacts}${fault.id}.json`, JSON.stringify(run, null, 2));
    if (run.verdict === undefined) throw new Error('no verdict');
    return { fault, got: run.verdict.id, tookMs: run.tookMs ?? 0, ...judgeVerdict(fault, run.verdict) };
  } catch (error) {
    return { fault, got: '–', isRight: false, isFalseAlarm: false, why: String(error), tookMs: 0 };
  } finally {
    await host?.down();
  }
}

async function main(): Promise<number> {
  const missing = labMissing();
  if (missing !== undefined) {
    console.log(`The campaign needs the lab: ${missing}`);
    return 1;
  }
  const wanted = process.argv.slice(2);
  const chosen =
    wanted.length === 0
      ? [...allFaults]
      : allFaults.filter(({ id }) => wanted.some((start) => id.startsWith(start)));
  const results: Result[] = [];
  const take = async (faults: Fault[]): Promise<void> => {
    for (let fault = faults.shift(); fault !== undefined; fault = faults.shift()) {
      const result = await tryFault(fault);
      results.push(result);
      const mark = result.isRight ? 'right' : 'WRONG';
      console.log(
        `${mark}  ${fault.id.padEnd(28)} ${result.got.padEnd(26)} ${String(result.tookMs).padStart(6)} ms  ${result.why}`,
      );
    }
  };
  const together = chosen.filter(({ alone }) => alone !== true);
  await Promise.all(Array.from({ length: atOnce }, () => take(together)));
  await take(chosen.filter(({ alone }) => alone === true));
  return report(results);
}

function report(results: readonly Result[]): number {
  const kinds = ['fault', 'double', 'healthy', 'recovered'] as const;
  console.log('\nkind         right   of');
  for (const kind of kinds) {
    const these = results.filter(({ fault }) => fault.kind === kind);
    if (these.length > 0)
      console.log(
        `${kind.padEnd(12)} ${String(these.filter(({ isRight }) => isRight).length).padStart(5)} ${String(these.length).padStart(4)}`,
      );
  }
  const right = results.filter(({ isRight }) => isRight).length;
  const alarms = results.filter(({ isFalseAlarm }) => isFalseAlarm).length;
  const times = results
    .map(({ tookMs }) => tookMs)
    .filter((ms) => ms > 0)
    .toSorted((a, b) => a - b);
  console.log(
    `\nright: ${right} of ${results.length} (${((100 * right) / Math.max(1, results.length)).toFixed(1)}%), false alarms: ${alarms}`,
  );
  console.log(
    `verdict after ${times[Math.floor(times.length / 2)] ?? 0} ms (median), ${times.at(-1) ?? 0} ms (longest)`,
  );
  const confused = results.filter(({ isRight }) => !isRight);
  if (confused.length > 0) console.log('\nexpected → got');
  for (const { fault, got, why } of confused)
    console.log(`${[fault.expect.verdict].flat().join('|')} → ${got}   (${fault.id}: ${why})`);
  return right === results.length ? 0 : 1;
}

process.exitCode = await main();
