import type { DemoState } from './demo-state.ts';

export interface StateWatch {
  /** Calls back with the state whenever it has changed, until the returned function is called. */
  onChange(listener: (state: DemoState) => void): () => void;
  /** Looks at once, as after a breakage. */
  lookSoon(): void;
  /** Looks once what changes in several steps within milliseconds has settled. */
  lookWhenSettled(): void;
  stop(): void;
}

// A panel that is seconds late looks broken; one that nobody looks at must not fill the logs with its questions.
const shortestMs = 1_000;
const longestMs = 10_000;
const settleMs = 50;

export function watchState(readState: () => Promise<DemoState>): StateWatch {
  const listeners = new Set<(state: DemoState) => void>();
  let told = '';
  let periodMs = shortestMs;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function look(): Promise<void> {
    clearTimeout(timer);
    if (isStopped || listeners.size === 0) return;
    const state = await readState();
    if (isStopped) return;
    const text = JSON.stringify(state);
    if (text !== told) for (const listener of listeners) listener(state);
    periodMs = text === told ? Math.min(periodMs * 1.5, longestMs) : shortestMs;
    told = text;
    lookIn(periodMs);
  }

  function lookIn(delayMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), delayMs);
    timer.unref();
  }

  return {
    onChange: (listener) => {
      listeners.add(listener);
      lookIn(0);
      return () => void listeners.delete(listener);
    },
    lookSoon: () => lookIn(0),
    lookWhenSettled: () => lookIn(settleMs),
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
