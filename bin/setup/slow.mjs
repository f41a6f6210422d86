import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './progress.mjs';

const CGROUPS = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/**
 * Gives this process, and all that it starts from now on, a share of the machine's processors only. The kernel does it
 * (cgroup quota), so that nothing can tell it from a slow machine; stopping and continuing processes by signals would wake
 * those that a test has stopped.
 * @param {number} share of all processors, 0 to 1
 * @returns {() => void} puts it back
 */
export function slowDown(share) {
  const step = `run at ${share * 100}% of this machine's speed`;
  const todo = 'run it as root on Linux where /sys/fs/cgroup is writable, or leave --slow out';
  const quota = Math.max(1_000, Math.round(share * availableParallelism() * PERIOD_US));
  try {
    const isUnified = existsSync(join(CGROUPS, 'cgroup.controllers'));
    const from = join(CGROUPS, isUnified ? ownPath('') : join('cpu', ownPath('cpu')));
    const group = join(from, `resus-slow-${process.pid}`);
    if (isUnified) writeFileSync(join(from, 'cgroup.subtree_control'), '+cpu');
    mkdirSync(group);
    if (isUnified) writeFileSync(join(group, 'cpu.max'), `${quota} ${PERIOD_US}`);
    else {
      writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
      writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota));
    }
    writeFileSync(join(group, 'cgroup.procs'), String(process.pid));
    return () => {
      writeFileSync(join(from, 'cgroup.procs'), String(process.pid));
      try {
        rmdirSync(group);
      } catch {
        // Something that a test started is still on its way out: an empty group costs nothing.
      }
    };
  } catch (error) {
    throw new SetupError({ step, why: error instanceof Error ? error.message : String(error), todo });
  }
}

/** @param {string} controller as /proc/self/cgroup names it; empty for the one hierarchy of cgroup 2 */
function ownPath(controller) {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  const own = lines.find((line) => line.split(':')[1]?.split(',').includes(controller));
  return own?.split(':').slice(2).join(':') ?? '/';
}
