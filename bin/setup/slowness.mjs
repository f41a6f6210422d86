import { spawnSync } from 'node:child_process';

/** A process of Node starts and ends in this on the machines that the limits of the tests were written on, while they are busy. */
const USUAL_START_MS = 60;
const STARTS = 7;
/** A machine slower than that is out of order. */
const MOST = 20;

/**
 * How many times slower than usual this machine starts processes: most of what tests wait for begins with one. Never less
 * than 1. Half of a run's processes share the machine with others, so the median is taken and not the best.
 * @returns {number}
 */
export function measureSlowness() {
  const took = Array.from({ length: STARTS }, () => {
    const from = performance.now();
    spawnSync(process.execPath, ['--eval', '0'], { stdio: 'ignore' });
    return performance.now() - from;
  }).toSorted((a, b) => a - b);
  const median = took[Math.floor(STARTS / 2)] ?? USUAL_START_MS;
  return Math.min(MOST, Math.max(1, Math.round((median / USUAL_START_MS) * 10) / 10));
}
