import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { Reach, Trouble } from './target.ts';

/** One live connection to a host. `hold` keeps it from being closed as idle until the release is called. */
export type Link = {
  readonly client: Client;
  readonly closed: Promise<void>;
  readonly isOpen: () => boolean;
  readonly isOld: () => boolean;
  readonly hold: () => () => void;
  /** No new work: ends when what runs on it is over. */
  readonly retire: () => void;
  readonly end: () => void;
};

/** A connection kept for the next look; after this long it only wears out firewalls and the host's session list. */
const idleLimitMs = 5 * 60_000;

/** Keys, groups and limits of the login are read at login only. */
const ageLimitMs = 60 * 60_000;

export function createLink(client: Client, closed: Promise<void>): Link {
  const openedAt = performance.now();
  let open = true;
  let retired = false;
  let holds = 0;
  let idleTimer: NodeJS.Timeout | undefined;
  const end = () => client.end();
  const rest = () => {
    if (holds > 0) return;
    clearTimeout(idleTimer);
    if (retired) end();
    else idleTimer = setTimeout(end, idleLimitMs).unref();
  };
  const die = () => {
    open = false;
    clearTimeout(idleTimer);
  };
  void closed.then(die);
  rest();
  return {
    client,
    closed,
    isOpen: () => open && !retired,
    isOld: () => performance.now() - openedAt > ageLimitMs,
    hold: () => {
      holds += 1;
      clearTimeout(idleTimer);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        rest();
      };
    },
    retire: () => {
      retired = true;
      rest();
    },
    end,
  };
}

/** ssh2 waits for ever on a half-open link. */
const channelLimitMs = 10_000;

/** `open failed` by the server's limit of sessions; the command has not run, so it may be tried again. */
const openFailed = 2;

export function openChannel(
  link: Link,
  reach: Reach,
  command: string,
): Promise<ClientChannel | ChannelFailure> {
  return withLimit(reach, (done) => link.client.exec(command, done));
}

/** A connection from the jump host on to the next one. */
export function openForward(link: Link, reach: Reach, next: Reach): Promise<Duplex | ChannelFailure> {
  return withLimit(reach, (done) =>
    link.client.forwardOut('127.0.0.1', 0, next.address, next.port, done),
  ).then((opened) => {
    if (!('trouble' in opened)) return opened;
    const detail = `${reach.host} could not connect on to ${next.host} (${next.address}:${next.port}): ${opened.said}`;
    const reason = opened.said === late ? 'timed_out' : 'refused';
    return { ...opened, trouble: { reason, detail } };
  });
}

export type ChannelFailure = { readonly trouble: Trouble; readonly isFull: boolean; readonly said: string };

const late = 'no answer in 10 s';

function withLimit(
  reach: Reach,
  open: (done: (error: Error | undefined, channel: ClientChannel) => void) => unknown,
): Promise<ClientChannel | ChannelFailure> {
  return new Promise((resolve) => {
    const fail = (said: string, isFull: boolean) => {
      const detail = `${reach.host} opened no channel for a command: ${said}`;
      resolve({ trouble: { reason: said === late ? 'timed_out' : 'lost', detail }, isFull, said });
    };
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      fail(late, false);
    }, channelLimitMs);
    try {
      open((error: (Error & { reason?: unknown }) | undefined, channel) => {
        clearTimeout(timer);
        if (error) fail(error.message, error.reason === openFailed);
        else if (isLate) channel.close();
        else resolve(channel);
      });
    } catch (error) {
      // a client that is closed already throws instead of calling back
      clearTimeout(timer);
      fail(error instanceof Error ? error.message : 'closed', false);
    }
  });
}
