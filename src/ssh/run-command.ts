import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import type { ClientChannel } from 'ssh2';
import type { NoAnswer } from '#catalog/ask.ts';
import { commandText, killAfterMs, type CommandText } from './command-text.ts';
import { since } from './failures.ts';

export type RunOptions = Omit<CommandText, 'command'> & {
  readonly signal: AbortSignal;
  /** Both streams as they come; their order among each other is not kept by SSH. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
};

type Output = { readonly stdout: string; readonly stderr: string; readonly tookMs: number };

/** One shape for every end. `unreachable`: it never started, so it may be tried again. `lost`: nobody knows how it ended. */
export type CommandResult =
  | (Output & { readonly outcome: 'succeeded' })
  | (Output & { readonly outcome: 'failed'; readonly code: number })
  | (Output & { readonly outcome: 'killed'; readonly signal: string })
  | (Output & {
      readonly outcome: 'timed_out' | 'cancelled' | 'output_limit' | 'lost';
      /** The id of the process group that remains or could not be checked. Absent: all is gone. */
      readonly stillRunning?: number;
    })
  | (NoAnswer & { readonly outcome: 'unreachable' });

export type Ended = {
  readonly result: Exclude<CommandResult, { outcome: 'unreachable' }>;
  /** The leader of its process group; undefined when it did not start. */
  readonly pid: number | undefined;
};

const limitBytes = { stdout: 1024 * 1024, stderr: 256 * 1024 };

/** The code is known, but a child that was left behind holds the output open: wait this long for last words. */
const lingerMs = 1_000;

/** The order to stop was sent and the host's KILL is over: after this there will be no answer. */
const stopGraceMs = killAfterMs + 3_000;

/** Runs one command over a channel of `exec sh` that nobody else uses. */
export function runCommand(channel: ClientChannel, command: string, options: RunOptions): Promise<Ended> {
  const startedAt = performance.now();
  const nonce = `r${randomBytes(8).toString('hex')}`;
  const { signal } = options;
  const said = { stdout: '', stderr: '' };
  let pid: number | undefined;
  let why: 'timed_out' | 'cancelled' | 'output_limit' | undefined;
  let code: number | undefined;

  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    const later = (ms: number, work: () => void) => timers.push(setTimeout(work, ms));
    const finish = () => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      const output = { ...said, tookMs: since(startedAt) };
      resolve({ pid, result: { ...output, ...outcomeOf(why, code) } });
    };
    const close = () => {
      channel.close();
      finish();
    };
    const stop = (reason: NonNullable<typeof why>) => {
      if (why) return;
      why = reason;
      channel.write('stop\n');
      later(stopGraceMs, close);
    };
    const onAbort = () => stop('cancelled');
    const listen = (stream: 'stdout' | 'stderr', from: NodeJS.ReadableStream) => {
      const decoder = new StringDecoder('utf8');
      const cut = afterMark(nonce, (told) => {
        pid ??= told;
      });
      from.on('data', (chunk: Buffer) => {
        const room = limitBytes[stream] - said[stream].length;
        const all = cut(decoder.write(chunk));
        const text = all.slice(0, room);
        said[stream] += text;
        if (text !== '') options.onOutput?.(stream, text);
        if (all.length > room) stop('output_limit');
      });
    };
    listen('stdout', channel);
    listen('stderr', channel.stderr);
    channel.on('error', () => {});
    channel.once('exit', (exitCode: number | null) => {
      code = exitCode ?? undefined;
      later(lingerMs, close);
    });
    channel.once('close', finish);
    channel.write(commandText(nonce, { command, ...options }));
    later(options.timeoutMs, () => stop('timed_out'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** Drops all up to the line `nonce [pid]`: what rc files print comes before it. */
function afterMark(nonce: string, tell: (pid: number) => void): (text: string) => string {
  let before: string | undefined = '';
  return (text) => {
    if (before === undefined) return text;
    before += text;
    const found = new RegExp(`${nonce}(?: (\\d+))?\\n`).exec(before);
    if (!found) {
      before = before.slice(-64);
      return '';
    }
    if (found[1]) tell(Number(found[1]));
    const rest = before.slice(found.index + found[0].length);
    before = undefined;
    return rest;
  };
}

type Outcome =
  | { outcome: 'succeeded' }
  | { outcome: 'failed'; code: number }
  | { outcome: 'killed'; signal: string }
  | { outcome: 'timed_out' | 'cancelled' | 'output_limit' | 'lost' };

function outcomeOf(
  why: 'timed_out' | 'cancelled' | 'output_limit' | undefined,
  code: number | undefined,
): Outcome {
  if (why) return { outcome: why };
  if (code === undefined) return { outcome: 'lost' };
  if (code === 0) return { outcome: 'succeeded' };
  const signal = Object.entries(constants.signals).find(([, number]) => code === 128 + number);
  return signal ? { outcome: 'killed', signal: signal[0] } : { outcome: 'failed', code };
}
