import { setTimeout as delay } from 'node:timers/promises';
import { workerPath } from './nginx.ts';
import type { DemoSystem } from './system.ts';
import { nginxUnit } from './unit-texts.ts';

const settledWithinMs = 1_000;

/**
 * Reloads nginx and waits until its old worker is out of the way. A reload returns at once, and for some milliseconds the
 * old worker still takes requests by the old configuration: a fault would come and go before it stays.
 */
export async function reloadNginx(system: DemoSystem): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${system.ports.nginx}${workerPath}`);
  const oldWorker = Number(await response.text());
  const failure = await system.units.reload(system.units.get(nginxUnit));
  if (failure !== undefined) throw new Error(`nginx refuses the demo's configuration: ${failure}`);
  // A worker that still waits for a hung service lives on, but stopped accepting long before this.
  const untilMs = performance.now() + settledWithinMs;
  while (isAlive(oldWorker) && performance.now() < untilMs) await delay(10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
