import { constants } from 'node:os';
import type { CommandResult, RunOptions } from './run-command.ts';
import {
  actKillAfterMs,
  beginScript,
  followScript,
  stateScript,
  stopScript,
} from './durable-command-script.ts';

export type ActCommand = {
  /** Names this change on its host for ever: begun once, however often it is asked for. */
  readonly id: string;
  readonly command: string;
  readonly timeoutMs: number;
  /** A text, or a secret: it goes over the connection, never into arguments and never to a file. */
  readonly stdin?: string;
  readonly signal: AbortSignal;
  readonly onOutput?: (text: string) => void;
};

/**
 * One shape for every end. `unreachable`, `refused`: it never began. `already`: it began before, under this id; ask
 * `actState`. `lost`: nobody knows.
 */
export type ActResult = {
  readonly outcome:
    | 'succeeded'
    | 'failed'
    | 'killed'
    | 'timed_out'
    | 'cancelled'
    | 'lost'
    | 'unreachable'
    | 'refused'
    | 'already';
  readonly output: string;
  readonly code?: number;
  readonly tookMs: number;
  /** The id of the process group that could not be ended. */
  readonly stillRunning?: number;
};

export type ActState =
  | { readonly state: 'never' }
  | { readonly state: 'running'; readonly pid: number; readonly output: string }
  | { readonly state: 'ended'; readonly code: number; readonly output: string }
  /** It began, and is gone without having said how it ended: killed, or the host went down. */
  | { readonly state: 'vanished'; readonly output: string }
  | { readonly state: 'unreachable'; readonly detail: string };

type Run = (host: string, command: string, options: RunOptions) => Promise<CommandResult>;
type Said = { readonly stdout: string; readonly stderr: string };

/** How long a lost connection may be away before nobody knows what became of a change. */
const reconnectForMs = 60_000;
const reconnectEveryMs = 1_000;
/** On top of the change's own limit, for beginning it and for the last words. */
const graceMs = actKillAfterMs + 15_000;
const timedOutCode = 124;
const lookTimeoutMs = 15_000;

/**
 * Runs one approved change. Unlike a look it goes on when the connection is lost, and is followed again as soon as there
 * is a new one; only its own limit and a cancel end it, and then it is made sure that nothing of it is left.
 */
export async function act(run: Run, host: string, change: ActCommand): Promise<ActResult> {
  const startedAt = performance.now();
  const { id, command, timeoutMs, stdin = '', signal, onOutput } = change;
  let printed = '';
  const keep = (stream: 'stdout' | 'stderr', text: string): void => {
    if (stream === 'stdout') onOutput?.(text);
  };
  const end = (outcome: ActResult['outcome'], more: Partial<ActResult> = {}): ActResult => ({
    outcome,
    output: printed,
    tookMs: Math.round(performance.now() - startedAt),
    ...more,
  });
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,150}$/.test(id))
    throw new TypeError('the name of a change must be a plain file name');

  const limit = timeoutMs + graceMs;
  const options = { timeoutMs: limit, signal, onOutput: keep };
  let result = await run(host, beginScript(id, command, timeoutMs), { ...options, stdin });
  if (result.outcome === 'unreachable')
    return signal.aborted ? end('cancelled') : end('unreachable', { output: result.detail });
  const giveUpAt = performance.now() + reconnectForMs;
  for (;;) {
    const said: Said = 'stdout' in result ? result : { stdout: '', stderr: '' };
    printed = joined(printed, said.stdout);
    const told = lastWord(said.stderr);
    if (told.startsWith('rc ')) return end(...endOf(Number(told.slice(3))));
    if (told === 'already') return end('already');
    if (told === 'unwritable' || told === 'untooled') return end('refused', { output: refusals[told] });
    if (told === 'vanished' || told === 'never') return end('lost');
    if (signal.aborted) return end('cancelled', await stopped(run, host, id));
    if (result.outcome === 'timed_out') return end('timed_out', await stopped(run, host, id));
    if (performance.now() > giveUpAt) return end('lost');
    await new Promise((resolve) => setTimeout(resolve, reconnectEveryMs));
    // What was printed before is printed again, so that nothing between is missing.
    printed = '';
    result = await run(host, followScript(id), { ...options, onOutput: () => {} });
  }
}

/** The state of a change, for the worker that takes it up after another was lost. */
export async function actState(run: Run, host: string, id: string): Promise<ActState> {
  const result = await run(host, stateScript(id), {
    timeoutMs: lookTimeoutMs,
    signal: new AbortController().signal,
  });
  if (!('stdout' in result)) return { state: 'unreachable', detail: result.detail };
  const told = lastWord(result.stderr);
  const output = result.stdout;
  if (told === 'never') return { state: 'never' };
  if (told === 'vanished') return { state: 'vanished', output };
  const [word, number = ''] = told.split(' ');
  if (word === 'running') return { state: 'running', pid: Number(number), output };
  if (word === 'rc') return { state: 'ended', code: Number(number), output };
  return { state: 'unreachable', detail: result.outcome };
}

/** Ends what still runs of a change: the process group that is left in spite of it, if any. */
export async function actStop(
  run: Run,
  host: string,
  id: string,
): Promise<number | undefined | 'unreachable'> {
  const result = await run(host, stopScript(id), {
    timeoutMs: actKillAfterMs + lookTimeoutMs,
    signal: new AbortController().signal,
  });
  if (!('stdout' in result)) return 'unreachable';
  const [word, pid = ''] = lastWord(result.stderr).split(' ');
  if (word === 'gone') return undefined;
  return word === 'running' ? Number(pid) : 'unreachable';
}

async function stopped(run: Run, host: string, id: string): Promise<Partial<ActResult>> {
  const left = await actStop(run, host, id);
  if (left === undefined) return {};
  return { stillRunning: left === 'unreachable' ? 0 : left };
}

const refusals = {
  unwritable: 'The login has no home directory it may write in: Resus keeps there what became of a change.',
  untooled: 'The host has no setsid or timeout: without them a change could not be ended again.',
};

/** 128 + n is death by a signal; timeout(1) says 124, and 137 when it had to kill. */
function endOf(code: number): [ActResult['outcome'], Partial<ActResult>] {
  if (code === 0) return ['succeeded', { code }];
  if (code === timedOutCode) return ['timed_out', {}];
  const isSignal = Object.values(constants.signals).some((number) => code === 128 + number);
  return [isSignal ? 'killed' : 'failed', { code }];
}

function lastWord(stderr: string): string {
  return stderr.trim().split('\n').at(-1) ?? '';
}

const keptChars = 200_000;

function joined(before: string, more: string): string {
  const all = before + more;
  return all.length <= keptChars ? all : `…${all.slice(-keptChars)}`;
}
