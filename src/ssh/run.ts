import type { ShellAnswer } from '#catalog/ask.ts';
import { goneText } from './command-text.ts';
import { brokenOff, unreachable } from './failures.ts';
import type { Line } from './host-session.ts';
import { openChannel, type ChannelFailure, type Link } from './connection.ts';
import type { Trouble } from './target.ts';
import { runCommand, type CommandResult, type RunOptions } from './run-command.ts';
import { orAborted, shell } from './shell.ts';

type Failed = { readonly trouble: Trouble };

/** A full connection gets a free slot when sshd has noticed that a session is over: 10, 20, 40, 80 ms. */
const slotTries = 4;
const slotPauseMs = 10;

/**
 * Runs one command on its own channel: streams, standard input, stop. After a stop, or when the connection broke, it
 * looks whether anything of the command is still there. `connect` opens a connection beside the standing one.
 */
export async function run(
  line: Line,
  connect: () => Promise<Link | Failed>,
  command: string,
  options: RunOptions,
): Promise<CommandResult> {
  return line.inTurn(() => runNow(line, connect, command, options));
}

async function runNow(
  line: Line,
  connect: () => Promise<Link | Failed>,
  command: string,
  options: RunOptions,
): Promise<CommandResult> {
  const startedAt = performance.now();
  const { signal } = options;
  const opening = openSlot(line, connect);
  const opened = await orAborted(opening, signal);
  if (opened === 'aborted') {
    void opening.then(discard);
    return { ...brokenOff(signal, startedAt), outcome: 'unreachable' };
  }
  if ('trouble' in opened) return unreachable(opened.trouble, startedAt);
  const { channel, release } = opened;
  const { pid, result } = await runCommand(channel, command, options);
  release();
  const isOver = ['succeeded', 'failed', 'killed'].includes(result.outcome);
  if (isOver || pid === undefined || (await isGone(line, pid))) return result;
  return { ...result, stillRunning: pid } as CommandResult;
}

async function openSlot(line: Line, connect: () => Promise<Link | Failed>) {
  let link = await line.link();
  if ('trouble' in link) return link;
  for (let attempt = 0; attempt <= slotTries; attempt += 1) {
    const slot = await openOn(link, line);
    if (!('trouble' in slot)) return slot;
    if (!slot.isFull) {
      if (attempt > 0) return slot;
      // a connection that opens nothing is stale; nothing has run, so a new one may try
      line.retire(link);
      link = await line.link();
      if ('trouble' in link) return link;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, slotPauseMs * 2 ** attempt);
    });
  }
  // the warm runner may hold the only session there is: a connection of its own for this one command
  const extra = await connect();
  if ('trouble' in extra) return extra;
  const slot = await openOn(extra, line);
  extra.retire();
  return slot;
}

/** It came after its caller had gone: nothing was started on it. */
function discard(slot: Awaited<ReturnType<typeof openSlot>>): void {
  if ('trouble' in slot) return;
  slot.channel.close();
  slot.release();
}

async function openOn(link: Link, line: Line) {
  const release = link.hold();
  const channel = await openChannel(link, line.reach, 'exec sh');
  if (!('trouble' in channel)) return { channel, release };
  release();
  return channel satisfies ChannelFailure;
}

const lookTimeoutMs = 8_000;

async function isGone(line: Line, pid: number): Promise<boolean> {
  let answer: ShellAnswer | undefined;
  const ask = { via: 'shell' as const, command: goneText(pid), timeoutMs: lookTimeoutMs };
  const keep = (_index: number, given: ShellAnswer) => {
    answer = given;
  };
  await shell(line, [ask], keep, new AbortController().signal);
  return answer?.outcome === 'exited' && answer.code === 0;
}
