import { createGate, type Gate } from './semaphore.ts';
import { openChannel, type ChannelFailure, type Link } from './connection.ts';
import type { Reach, Trouble } from './target.ts';
import { openRunner, type Runner } from './runner.ts';

/**
 * The standing connection to one host: connected by whoever comes first, shared by all who come meanwhile, replaced
 * when it breaks or grows old.
 */
export type Line = {
  readonly reach: Reach;
  readonly link: () => Promise<Link | { readonly trouble: Trouble }>;
  readonly runner: () => Promise<Runner | ChannelFailure | { readonly trouble: Trouble }>;
  /** Commands that need a channel of their own take turns. */
  readonly inTurn: Gate;
  /** Retires a broken connection: the next call connects anew, others finish on the old one. */
  readonly retire: (broken: Runner | Link) => void;
  /** For good: nothing connects through it any more. */
  readonly end: () => void;
  readonly isOver: () => boolean;
};

/**
 * sshd allows ten sessions by default, but counts one as over only a while after its end: with more than six in all,
 * the warm runner among them, it begins to refuse.
 */
const channelsAtOnce = 5;

export function createLine(reach: Reach, connect: () => Promise<Link | { readonly trouble: Trouble }>): Line {
  let linking: Promise<Link | { readonly trouble: Trouble }> | undefined;
  let current: Link | undefined;
  let starting: ReturnType<Line['runner']> | undefined;
  let running: Runner | undefined;
  let over = false;

  const retire = () => {
    running?.retire();
    current?.retire();
    linking = undefined;
    current = undefined;
    starting = undefined;
    running = undefined;
  };

  const end = () => {
    over = true;
    const last = current;
    running?.close();
    retire();
    last?.end();
  };

  const link: Line['link'] = async () => {
    if (over) return { trouble: { reason: 'lost', detail: `The connections to ${reach.host} are closed.` } };
    if (current && (!current.isOpen() || current.isOld())) retire();
    linking ??= connect().then((result) => {
      if ('trouble' in result) linking = undefined;
      else current = result;
      if (over) end();
      return result;
    });
    return linking;
  };

  const start: Line['runner'] = async () => {
    const opened = await link();
    if ('trouble' in opened) return opened;
    const channel = await openChannel(opened, reach, 'exec sh');
    if (!('trouble' in channel)) return openRunner(channel, reach.host, opened.hold);
    if (current === opened) retire();
    return channel;
  };

  const runner = () => {
    if (current && (!current.isOpen() || current.isOld())) retire();
    if (running && !running.isAlive()) {
      running = undefined;
      starting = undefined;
    }
    starting ??= start().then((result) => {
      if ('trouble' in result) starting = undefined;
      else running = result;
      return result;
    });
    return starting;
  };

  return {
    reach,
    link,
    runner,
    inTurn: createGate(channelsAtOnce),
    // another caller may have replaced it meanwhile
    retire: (broken) => {
      if (running === broken || current === broken) retire();
    },
    isOver: () => over,
    end,
  };
}
