import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '#base/clock.ts';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { threadOf } from '#slack/message.ts';
import type { OutgoingMessage } from '#slack/outbox.ts';
import { createOutboxStore } from '#slack/outbox-store.ts';
import { workerConnection } from '#redis/redis.ts';
import { startRedis } from '#test/redis-server.ts';
import { checkShapes } from '#test/refused-shapes.ts';
import { chanceOf } from './chance.ts';

export type MessageSize = {
  readonly messages: number;
  /** One in each channel. */
  readonly threads: number;
  readonly kills: number;
  readonly stops: number;
};
export type MessageFigures = MessageSize & {
  /** Stored, and not in Slack at the end. */
  readonly lost: number;
  readonly outOfOrder: number;
  readonly duplicates: number;
  /** Show an older version than the newest. */
  readonly stale: number;
  /** By chance, as the scenario has it. */
  readonly refusedByLimit: number;
  /** Because more was called than Slack takes. */
  readonly overdrawn: number;
  readonly answersLost: number;
  readonly tookMs: number;
};

const childFile = join(import.meta.dirname, 'message-child.ts');
const giveUpAfterMs = 240_000;
const channelOf = (i: number): string => `C0CHAOS${i}`;
const final = 'the last word';

/**
 * Two bots store messages, two workers send them; any of the four is killed or frozen at random, while Slack refuses 2% of
 * the calls, loses 1% before and 1% after it took them. What stands in Slack at the end is counted.
 */
export async function messagesUnderChaos(seed: number, size: MessageSize): Promise<MessageFigures> {
  const startedAt = performance.now();
  const chance = chanceOf(seed);
  const names = Array.from({ length: size.threads }, (_, i) => channelOf(i));
  const channels = names.map((id) => ({ id, name: id.toLowerCase(), is_member: true }));
  const [server, workspace] = await Promise.all([startRedis(), startWorkspace({ channels })]);
  workspace.faults.randomly(chance, { rateLimit: 0.02, drop: 0.01, lose: 0.01 });
  const args = [server.url, workspace.botToken, workspace.apiUrl];
  const start = async (kind: string): Promise<ChildProcess> => {
    const child = fork(childFile, [kind, ...args], { stdio: 'ignore' });
    child.setMaxListeners(0);
    await once(child, 'message');
    return child;
  };
  const kinds = ['bot', 'bot', 'worker', 'worker'];
  const children = await Promise.all(kinds.map(start));
  const redis = workerConnection(server.url, () => {});
  const outbox = createOutboxStore(redis, systemClock);
  const some = (): number => Math.floor(chance() * children.length);
  const bot = (): ChildProcess => children[Math.floor(chance() * 2)] ?? process.exit(1);
  const each = Math.floor(size.messages / size.threads);
  // A channel takes one a second: a thread is fed for about as long as it takes to send it.
  const pauseMs = (): number => chance() * 1600;
  try {
    await Promise.all([
      ...names.map((channel) => feed(bot, channel, each, pauseMs)),
      disturb(size.kills, chance, async () => {
        const at = some();
        children[at]?.kill('SIGKILL');
        children[at] = await start(kinds[at] ?? '');
      }),
      disturb(size.stops, chance, async () => {
        const victim = children[some()];
        victim?.kill('SIGSTOP');
        await delay(4500);
        victim?.kill('SIGCONT');
      }),
    ]);
    const giveUpAt = performance.now() + giveUpAfterMs;
    while ((await outbox.threadsWithWork()).length > 0 && performance.now() < giveUpAt) await delay(100);
    return {
      ...size,
      ...count(workspace, names, each),
      tookMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    redis.disconnect();
    await workspace.stop();
    await server.stop();
    checkShapes(workspace);
  }
}

/** A parent, its replies, and the parent's last word; each is given to a bot until one has stored it. */
async function feed(
  bot: () => ChildProcess,
  channel: string,
  each: number,
  pauseMs: () => number,
): Promise<void> {
  const parent = `${channel}-0`;
  const put = (id: string, text: string, version: number): Promise<void> => {
    const place = id === parent ? { channel } : { channel, parent };
    return store(bot, { id, thread: threadOf(id, place), place, version, body: { text } });
  };
  for (let i = 0; i < each; i += 1) {
    await put(`${channel}-${i}`, `message ${i}`, 1);
    await delay(pauseMs());
  }
  await put(parent, final, 2);
}

async function store(bot: () => ChildProcess, message: OutgoingMessage): Promise<void> {
  for (;;) {
    const child = bot();
    if (await isStored(child, message)) return;
    await delay(100);
  }
}

function isStored(child: ChildProcess, message: OutgoingMessage): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isDone: boolean): void => {
      clearTimeout(timer);
      child.off('message', hear);
      child.off('exit', gone);
      resolve(isDone);
    };
    const gone = (): void => end(false);
    const hear = (said: unknown): void => {
      const { stored, refused, version } = said as { stored?: string; refused?: string; version?: number };
      if (version !== message.version) return;
      if (stored === message.id) end(true);
      if (refused === message.id) end(false);
    };
    // A frozen bot says nothing; what it stores when it thaws is there already.
    const timer = setTimeout(() => end(false), 2000);
    child.on('message', hear);
    child.once('exit', gone);
    if (child.exitCode !== null || child.signalCode !== null || !child.connected) return gone();
    child.send(message, (error) => error && end(false));
  });
}

async function disturb(times: number, chance: () => number, work: () => Promise<void>): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await delay(300 + chance() * 2500);
    await work();
  }
}

function count(workspace: Workspace, channels: readonly string[], each: number) {
  let lost = 0;
  let outOfOrder = 0;
  let duplicates = 0;
  let stale = 0;
  for (const channel of channels) {
    const messages = workspace.messages(channel);
    const numbers = messages.map(({ metadata }) =>
      Number(String(metadata?.event_payload['id']).split('-').at(-1)),
    );
    const seen = new Set(numbers);
    lost += each - seen.size;
    duplicates += numbers.length - seen.size;
    outOfOrder += numbers.filter((number, i) => i > 0 && number < (numbers[i - 1] ?? 0)).length;
    if (messages[0]?.text !== final) stale += 1;
    if (messages.slice(1).some(({ thread_ts }) => thread_ts !== messages[0]?.ts)) outOfOrder += 1;
  }
  const calls = workspace.calls();
  const faults = calls.map(({ fault }) => fault);
  return {
    lost,
    outOfOrder,
    duplicates,
    stale,
    refusedByLimit: faults.filter((one) => one === 'rate_limit').length,
    overdrawn: calls.filter(({ status, fault }) => status === 429 && fault === undefined).length,
    answersLost: faults.filter((one) => one === 'drop' || one === 'lose').length,
  };
}
