import { request } from 'undici';
import { systemClock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import { say, type Phrase } from '#base/phrase.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import { monitorsOf } from '#catalog/monitors.ts';
import { patienceOf, type Pulse, pulseOf } from './watchdog.ts';
import type { Log } from '#base/log.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Posting } from '#slack/posting.ts';
import { readReference } from '#secrets/read-reference.ts';

const deadManWithinMs = 10_000;
/** Each look reads the catalog's monitors; the notice need not be faster. */
const lookEveryMs = 15_000;

type Watching = { readonly catalog: { readonly current: () => Catalog }; readonly log: Log };
type Samples = {
  /** When any monitor last left a result. */
  readonly samples: { readonly pulse: () => Promise<number | undefined> };
};

/** Reads whether the monitors leave results at all. */
function createReadPulse(core: Watching, { samples }: Samples) {
  const startedAt = systemClock.now();
  let ahead: { readonly lastAt: number; readonly seenAt: number } | undefined;
  /** After the clock was set back the last result is still to come: it counts from when that was seen. */
  const notAhead = (lastAt: number | undefined, now: number): number | undefined => {
    if (lastAt === undefined || lastAt <= now) return lastAt;
    if (ahead?.lastAt !== lastAt) ahead = { lastAt, seenAt: now };
    return ahead.seenAt;
  };
  return async (): Promise<Pulse & { readonly isStarting: boolean }> => {
    const patienceMs = patienceOf(monitorsOf(core.catalog.current()));
    if (patienceMs === undefined) return { state: 'beating', isStarting: false };
    const now = systemClock.now();
    const isStarting = now >= startedAt && now - startedAt <= patienceMs;
    const lastAt = notAhead(await samples.pulse(), now);
    return { ...pulseOf(lastAt, startedAt, patienceMs, now), isStarting };
  };
}

/** For a worker's sweep: says in the ops channel when the monitors stop, and when they run again. */
export function createWatchPulse(core: Watching, parts: Samples & Posting) {
  const tell = createPostNotice({ outbox: parts.outbox, wake: parts.queues.pump });
  const read = createReadPulse(core, parts);
  // The first check after a start hides for how long there was none.
  const atStart = read().catch(() => undefined);
  let stoppedSince: number | undefined;
  let isFirst = true;
  let isStopped = false;
  let lookedAt = 0;
  const sayIn = async (id: string, says: Phrase): Promise<void> => {
    const { channel, locale } = core.catalog.current().slack;
    if (channel !== undefined) await tell(id, channel, say(locale, says));
  };
  return async (): Promise<void> => {
    const now = systemClock.now();
    // Either way: the clock may have been set back.
    if (Math.abs(now - lookedAt) < lookEveryMs) return;
    lookedAt = now;
    if (isFirst) {
      const before = await atStart;
      if (before?.state === 'stopped') stoppedSince = before.since;
      isFirst = false;
    }
    const pulse = await read();
    const wasStopped = isStopped;
    isStopped = pulse.state === 'stopped';
    if (pulse.state === 'stopped') {
      // A clock that was set forward makes the last check look old, until the next one a moment later.
      if (!wasStopped) return;
      // Whoever starts everything at once sees nothing for a moment.
      if (pulse.isStarting) return;
      const since = inUtc(pulse.since);
      core.log.error({ since }, 'the monitors do not run');
      stoppedSince = pulse.since;
      return sayIn(idOf('pulse-stopped', String(pulse.since)), { ...stopped, with: { since } });
    }
    if (stoppedSince === undefined) return;
    const since = inUtc(stoppedSince);
    await sayIn(idOf('pulse-back', String(stoppedSince)), { ...back, with: { since } });
    stoppedSince = undefined;
  };
}

function inUtc(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** For the watch part: tells an outside watcher that the monitors run, and nothing while they do not. */
export function createDeadMan(core: Watching, parts: Samples) {
  const read = createReadPulse(core, parts);
  return async (): Promise<void> => {
    const wanted = core.catalog.current().outages.dead_man;
    if (wanted === undefined || (await read()).state === 'stopped') return;
    try {
      const url = (await readReference(wanted.url)).trim();
      const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(deadManWithinMs) });
      await body.dump();
      if (statusCode >= 400) core.log.warn({ status: statusCode }, 'the dead-man address refuses the ping');
    } catch (error) {
      // Its address is a secret: whoever has it can keep the outside watcher quiet.
      const why = error instanceof Error ? error.name : 'unknown';
      core.log.warn({ why }, 'the dead-man address cannot be reached');
    }
  };
}

const stopped: Phrase = {
  en: '🚨 My monitors do not run: no check since {since} UTC. What goes down meanwhile is not seen. Is a process with the watch part running (`resus start --only watch`), on this Redis and this catalog?',
  fr: '🚨 Mes moniteurs ne tournent pas : aucun contrôle depuis {since} UTC. Ce qui tombe entre-temps n’est pas vu. Un processus avec la partie watch tourne-t-il (`resus start --only watch`), sur ce Redis et ce catalogue ?',
};
const back: Phrase = {
  en: '🟢 My monitors run again. What happened since {since} UTC was not seen.',
  fr: '🟢 Mes moniteurs tournent de nouveau. Ce qui s’est passé depuis {since} UTC n’a pas été vu.',
};
