import { allFaults, bootFor, getFault } from './campaign.ts';
import type { Fault } from './fault.ts';
import { findDoubt } from './symptom.ts';

// node test/lab/faults/verify.ts [id or beginning of ids…]: is each fault real? Prints what it saw; exit 1 if one is not.

const wanted = process.argv.slice(2);
const chosen = wanted.length
  ? allFaults.filter((fault) => wanted.some((id) => fault.id.startsWith(id)))
  : allFaults;
if (chosen.length === 0) getFault(wanted.join(' '));

async function verify(fault: Fault): Promise<boolean> {
  const startedAt = Date.now();
  const host = await bootFor(fault);
  try {
    await fault.inject(host);
    const doubt = await findDoubt(fault, host);
    console.log(
      `${doubt ? 'NO ' : 'yes'} ${fault.id.padEnd(26)} ${Date.now() - startedAt} ms ${doubt ?? ''}`,
    );
    return !doubt;
  } catch (error) {
    console.log(`NO  ${fault.id.padEnd(26)} ${String(error).slice(-600)}`);
    return false;
  } finally {
    await host.down();
  }
}

let unreal = 0;
async function work(queue: Fault[]): Promise<void> {
  for (let fault = queue.shift(); fault; fault = queue.shift()) if (!(await verify(fault))) unreal += 1;
}

const together = chosen.filter((fault) => !fault.alone);
await Promise.all([work(together), work(together), work(together)]);
await work(chosen.filter((fault) => fault.alone));
console.log(`${chosen.length - unreal} of ${chosen.length} faults are real`);
process.exitCode = unreal ? 1 : 0;
