import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import type { ShellAsk } from '#catalog/ask.ts';
import { startBatch, type Batch, type Settled } from './batch.ts';
import { frameReader } from './frames.ts';
import { pingText, prelude } from './runner-script.ts';

/**
 * One `sh` on a host, kept open, that takes whole batches and answers each command as it ends: one round trip for any
 * number of commands, and no channel to open. `close` ends what still runs there.
 */
export type Runner = {
  readonly isAlive: () => boolean;
  readonly start: (asks: readonly ShellAsk[], settled: Settled, signal: AbortSignal) => Batch;
  /** Nothing new is started on it; it ends when what runs is over. */
  readonly retire: () => void;
  readonly close: () => void;
};

/** A warm shell takes a batch within a round trip. Silence for this long is a dead link, or a host too sick to wait for. */
const takeLimitMs = 3_000;

/** A shell that is only slow says something within this; else its connection is dead. */
const pingLimitMs = 3_000;

/** The first batch also waits for the login shell and what its rc files do. */
const readyLimitMs = 10_000;

/** `hold` keeps the connection while a batch runs, and gives what lets go of it. */
export function openRunner(channel: ClientChannel, host: string, hold: () => () => void): Runner {
  const nonce = `r${randomBytes(8).toString('hex')}`;
  const read = frameReader(nonce);
  const batches = new Map<string, Batch>();
  let alive = true;
  let retired = false;
  let ready = false;
  let nextNumber = 1;
  let pinging: Promise<boolean> | undefined;
  let onPing: (() => void) | undefined;
  const send = (text: string) => {
    if (alive) channel.write(text);
  };

  channel.on('data', (chunk: Buffer) => {
    for (const { id, payload } of read(chunk)) {
      if (id === 'ready') ready = true;
      else if (id === 'p') onPing?.();
      else if (id.startsWith('b')) batches.get(id)?.take();
      else for (const batch of batches.values()) if (batch.receive(id, payload)) break;
    }
  });
  // unread standard error would fill the window and stop the channel
  channel.stderr.resume();
  channel.on('error', () => {});
  const die = () => {
    alive = false;
    for (const batch of batches.values()) batch.lose();
  };
  channel.once('close', die);
  send(prelude(nonce));

  const ping = () => {
    pinging ??= new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => {
        die();
        channel.close();
        resolve(false);
      }, pingLimitMs);
      onPing = () => {
        clearTimeout(timer);
        pinging = undefined;
        resolve(true);
      };
      send(pingText);
    });
    return pinging;
  };

  return {
    isAlive: () => alive && !retired,
    start: (asks, settled, signal) => {
      const number = nextNumber;
      nextNumber += asks.length + 1;
      const limitMs = ready ? takeLimitMs : readyLimitMs;
      const options = { host, nonce, number, takeLimitMs: limitMs, send, ping };
      const batch = startBatch(asks, settled, signal, options);
      batches.set(batch.name, batch);
      const release = hold();
      const forget = () => {
        batches.delete(batch.name);
        release();
        if (retired && batches.size === 0) channel.end();
      };
      void batch.over.then(forget);
      if (!alive) batch.lose();
      return batch;
    },
    // end of input makes the shell end, and whatever still runs with it
    retire: () => {
      retired = true;
      if (batches.size === 0) channel.end();
    },
    close: () => {
      die();
      channel.end();
    },
  };
}
