import type { RunState } from '#runtimes/run-reader.ts';

export type CoolifyStatus = {
  readonly state: RunState | undefined;
  readonly word: string;
  readonly health: string;
};

/** Coolify's words for containers, most of them Docker's. `degraded`: some are dead, or the only one keeps dying. */
const states: Readonly<Record<string, RunState>> = {
  running: 'running',
  starting: 'starting',
  restarting: 'restarting',
  degraded: 'failed',
  paused: 'paused',
  exited: 'stopped',
  created: 'stopped',
  removing: 'stopping',
  dead: 'failed',
};

/**
 * `running:healthy`, or the older `running (healthy)`. Health that is not told counts as bad, as Coolify itself does;
 * `unknown` is told for an application without a health check.
 */
export function coolifyStatus(text: string): CoolifyStatus {
  const [, word = '', health] = /^(\w+)(?:\s*[:(]\s*(\w+))?/.exec(text.trim()) ?? [];
  return { state: states[word], word, health: health ?? 'unhealthy' };
}
