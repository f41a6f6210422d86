import { openChannel, type ChannelFailure, type Link } from './link.ts';
import type { Reach, Trouble } from './reach.ts';
import { openRunner, type Runner } from './runner.ts';

/**
 * The standing connection to one host: connected by whoever comes first, shared by all who come meanwhile, replaced
 * when it breaks or grows old.
 */
export type Line = {
  readonly reach: Reach;
  readonly link: () => Promise<Link | { readonly trouble: Trouble }>;
  readonly runner: () => Promise<Runner | ChannelFailure | { readonly trouble: Trouble }>;
  /** What was given out does not work any more: the next call connects anew, others finish on the old one. */
  readonly retire: () => void;
  readonly end: () => void;
};

export function createLine(reach: Reach, connect: () => Promise<Link | { readonly trouble: Trouble }>): Line {
  let linking: Promise<Link | { readonly trouble: Trouble }> | undefined;
  let current: Link | undefined;
  let starting: ReturnType<Line['runner']> | undefined;
  let running: Runner | undefined;

  const retire = () => {
    // the warm runner is a channel, not work: closed, it lets the connection drain
    running?.close();
    current?.retire();
    linking = undefined;
    current = undefined;
    starting = undefined;
    running = undefined;
  };

  const link = () => {
    if (current && (!current.isOpen() || current.isOld())) retire();
    linking ??= connect().then((result) => {
      if ('trouble' in result) linking = undefined;
      else current = result;
      return result;
    });
    return linking;
  };

  const start: Line['runner'] = async () => {
    const opened = await link();
    if ('trouble' in opened) return opened;
    const channel = await openChannel(opened, reach, 'exec sh');
    return 'trouble' in channel ? channel : openRunner(channel, reach.host);
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
    retire,
    end: () => {
      const last = current;
      retire();
      last?.end();
    },
  };
}
