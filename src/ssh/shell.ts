import type { NoAnswer, ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Settled } from './batch.ts';
import { brokenOff, lost, since, unreachable } from './failures.ts';
import type { Line } from './host-session.ts';
import { openChannel } from './connection.ts';
import type { Reach, Trouble } from './target.ts';

/** Asks a POSIX host through its warm runner: one round trip, however many commands. */
export async function shell(
  line: Line,
  asks: readonly ShellAsk[],
  settled: Settled,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const settleAll = (answer: NoAnswer) => asks.forEach((_, index) => settled(index, answer));
  // asks only read, so what a broken connection never took may be asked again on a new one
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const runner = await orAborted(line.runner(), signal);
    if (runner === 'aborted') return settleAll(brokenOff(signal, startedAt));
    if ('trouble' in runner) {
      // a channel that does not open is the mark of a stale or full connection; all else would only happen again
      if (attempt === 2 || !('isFull' in runner)) return settleAll(unreachable(runner.trouble, startedAt));
    } else {
      const batch = runner.start(asks, settled, signal);
      if (await batch.taken) return batch.over;
      if (line.isOver()) return settleAll(lost(line.reach.host, startedAt));
      line.retire(runner);
    }
  }
  settleAll(unreachable(noShell(line.reach), startedAt));
}

/** Stops waiting, not working: who else waits for the same connection still gets it. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  if (signal.aborted) return 'aborted';
  const aborted = Promise.withResolvers<'aborted'>();
  const stop = () => aborted.resolve('aborted');
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function noShell(reach: Reach): Trouble {
  return {
    reason: 'other',
    detail: `${reach.host} let ${reach.user} in, but its shell took no commands: look at the login's shell, its rc files (do they wait for input?) and whether its key is bound to a command.`,
  };
}

const outputLimitBytes = 256 * 1024;

/** A Windows host has no `sh`: each command goes as it is through a channel of its own. */
export async function plainShell(
  line: Line,
  asks: readonly ShellAsk[],
  settled: Settled,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    asks.map(async (ask, index) => settled(index, await line.inTurn(() => askPlainly(line, ask, signal)))),
  );
}

async function askPlainly(line: Line, ask: ShellAsk, signal: AbortSignal): Promise<ShellAnswer> {
  const startedAt = performance.now();
  const link = await orAborted(line.link(), signal);
  if (link === 'aborted') return brokenOff(signal, startedAt);
  if ('trouble' in link) return unreachable(link.trouble, startedAt);
  const opening = openChannel(link, line.reach, ask.command);
  const channel = await orAborted(opening, signal);
  if (channel === 'aborted') {
    void opening.then((late) => ('trouble' in late ? undefined : late.close()));
    return brokenOff(signal, startedAt);
  }
  if ('trouble' in channel) return unreachable(channel.trouble, startedAt);
  const release = link.hold();
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: Buffer) => {
    if (size < outputLimitBytes) chunks.push(chunk);
    size += chunk.length;
    if (size >= outputLimitBytes) channel.close();
  };
  channel.on('data', keep);
  channel.stderr.on('data', keep);
  channel.on('error', () => {});
  channel.end();
  const ended = new Promise<number | undefined>((resolve) => {
    channel.once('exit', (code: number | null) => resolve(code ?? undefined));
    channel.once('close', () => resolve(undefined));
  });
  const timer = setTimeout(() => channel.close(), ask.timeoutMs);
  const code = await orAborted(ended, signal);
  clearTimeout(timer);
  // the exit may come before the last of the output
  if (code !== 'aborted' && code !== undefined) await orAborted(closed(channel), signal);
  channel.close();
  release();
  if (code === 'aborted') return brokenOff(signal, startedAt);
  const text = Buffer.concat(chunks).subarray(0, outputLimitBytes).toString('utf8');
  const tookMs = since(startedAt);
  const truncated = size >= outputLimitBytes;
  if (code !== undefined || truncated)
    return { outcome: 'exited', code: code ?? endedByPipe, text, truncated, tookMs };
  if (tookMs >= ask.timeoutMs) return { outcome: 'timed_out', text, tookMs };
  return lost(line.reach.host, startedAt);
}

/** The exit code of a command whose reader closed the pipe, in a POSIX shell; Windows has none. */
const endedByPipe = 141;

const lastWordsMs = 1_000;

function closed(channel: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    channel.once('close', () => resolve());
    setTimeout(resolve, lastWordsMs).unref();
  });
}
