import type { NoAnswer, ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import { brokenOff, lost, since } from './failures.ts';
import { abortText, batchText, forgetText, killAfterMs, outputLimitBytes } from './runner-script.ts';

export type Settled = (index: number, answer: ShellAnswer) => void;

/**
 * Asks on their way through one runner. Every ask is settled exactly once, unless the host never took the batch:
 *
 *   sent ──taken──▶ running ──all settled──▶ over
 *     └──not taken in time, or channel closed──▶ void (`taken` is false, nothing settled: ask elsewhere)
 */
export type Batch = {
  readonly name: string;
  readonly taken: Promise<boolean>;
  readonly over: Promise<void>;
  readonly take: () => void;
  /** Whether the id was one of its jobs. */
  readonly receive: (id: string, payload: Buffer) => boolean;
  readonly lose: () => void;
};

export type BatchOptions = {
  readonly host: string;
  readonly nonce: string;
  /** The batch's own number; its jobs follow it. */
  readonly number: number;
  readonly takeLimitMs: number;
  readonly send: (text: string) => void;
  /** Whether the runner still gives a sign of life; when not, it has lost the batch by then. */
  readonly ping: () => Promise<boolean>;
};

/** A job's deadline and its KILL are enforced on the host; this much later we stop waiting for word of it. */
const graceMs = killAfterMs + 1_000;

export function startBatch(
  asks: readonly ShellAsk[],
  settled: Settled,
  signal: AbortSignal,
  options: BatchOptions,
): Batch {
  const { number, send } = options;
  const startedAt = performance.now();
  const taken = Promise.withResolvers<boolean>();
  const over = Promise.withResolvers<void>();
  const open = new Map(asks.map((ask, index) => [String(number + 1 + index), { ask, index }]));
  const timers: NodeJS.Timeout[] = [];

  const finish = (wasTaken: boolean) => {
    open.clear();
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    send(forgetText(number));
    taken.resolve(wasTaken);
    over.resolve();
  };
  const settle = (id: string, answer: ShellAnswer) => {
    const job = open.get(id);
    if (!job) return;
    open.delete(id);
    settled(job.index, answer);
    if (open.size === 0) finish(true);
  };
  const settleAll = (answer: NoAnswer) => {
    for (const id of open.keys()) settle(id, answer);
  };
  // no word of its end: a command that had to be killed, unless it is the whole connection that is silent
  const callOff = async (id: string) => {
    if (await options.ping()) settle(id, { outcome: 'timed_out', text: '', tookMs: since(startedAt) });
  };
  const stop = () => {
    send(abortText(number));
    settleAll(brokenOff(signal, startedAt));
  };
  const giveUp = () => {
    send(abortText(number));
    finish(false);
  };
  let isTaken = false;
  const takeTimer = setTimeout(giveUp, options.takeLimitMs);
  timers.push(takeTimer);

  if (signal.aborted) settleAll(brokenOff(signal, startedAt));
  else if (open.size === 0) finish(true);
  else {
    signal.addEventListener('abort', stop, { once: true });
    const jobs = [...open].map(([id, { ask }]) => ({ id: Number(id), ...ask }));
    send(batchText(number, jobs));
  }

  return {
    name: `b${number}`,
    taken: taken.promise,
    over: over.promise,
    take: () => {
      if (isTaken) return;
      isTaken = true;
      clearTimeout(takeTimer);
      for (const [id, { ask }] of open) {
        timers.push(setTimeout(() => void callOff(id), ask.timeoutMs + graceMs));
      }
      taken.resolve(true);
    },
    receive: (id, payload) => {
      const job = open.get(id);
      if (job) settle(id, answerOf(payload, options.nonce, job.ask.timeoutMs, since(startedAt)));
      return job !== undefined;
    },
    lose: () => {
      if (isTaken) settleAll(lost(options.host, startedAt));
      else finish(false);
    },
  };
}

/** The host's clock and ours start a round trip apart; a job that was ended this near to its limit had timed out. */
const clockSlackMs = 50;

/** SIGPIPE and SIGKILL as a shell tells them. */
const endedByPipe = 141;
const endedByKill = 137;

function answerOf(payload: Buffer, nonce: string, timeoutMs: number, tookMs: number): ShellAnswer {
  const mark = payload.lastIndexOf(`\n${nonce} `);
  const code = mark === -1 ? undefined : /^\d+$/.exec(payload.toString('latin1', mark + nonce.length + 2));
  if (code)
    return {
      outcome: 'exited',
      code: Number(code[0]),
      text: payload.toString('utf8', 0, mark),
      truncated: false,
      tookMs,
    };
  const text = payload.toString('utf8');
  if (tookMs >= timeoutMs - clockSlackMs) return { outcome: 'timed_out', text, tookMs };
  // no code before its time: cut at the limit (a shell drops the newlines at the end), or killed by someone else
  const isCut = payload.length >= outputLimitBytes * 0.99;
  return { outcome: 'exited', code: isCut ? endedByPipe : endedByKill, text, truncated: true, tookMs };
}
