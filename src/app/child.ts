import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const killAfterMs = 5_000;

/** Ends a child that we started: politely, then for good. Resolves when it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await gone;
  clearTimeout(timer);
}
