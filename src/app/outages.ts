import { systemClock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import { say, type Phrase } from '#base/phrase.ts';
import type { ChannelIds } from '#slack/channel-ids.ts';
import { createStartDiagnosis } from '#diagnosis/start-diagnosis.ts';
import { stormAt, stormWithinMs } from '#outages/next-step.ts';
import { createReadPeople, createWrapUp } from '#outages/outage-report.ts';
import type { RecordSignals } from '#outages/events.ts';
import { createRecordHeldSignals, createRecordSignals } from '#outages/record-signals.ts';
import { createAdvanceOutage } from '#outages/advance-outage.ts';
import type { Library } from '#runbooks/library.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import type { ProcessContext } from './process-context.ts';
import type { RedisServices } from './redis-services.ts';
import { createPlanUseCases } from './plans.ts';
import { within } from './sleep.ts';
import { createThreads, type Threads } from './threads.ts';

/** Everything that keeps outages going, over one connection. */
export type OutageParts = {
  readonly take: RecordSignals;
  /** Follows the log: does what is due. */
  readonly advance: (outageId: string) => Promise<void>;
  /** What can be asked for without a person: remedies that need no parameter and are not refused. */
  readonly canPropose: (action: string) => boolean;
  /** The id of the channel where a service's outages stand, when it is known at once. */
  readonly channelSoon: (service: string) => Promise<string | undefined>;
  readonly threads: Threads;
  /** Goes on with what time makes due. */
  readonly sweep: () => Promise<void>;
};

/** A channel is known already, or Slack says it within this; what opens or is asked waits no longer. */
export const channelWithinMs = 400;
/** Links that were not known when an outage was shown are looked for again this often. */
const sweepsPerShow = 12;

export function createOutages(
  core: ProcessContext,
  parts: RedisServices,
  channelIds: ChannelIds,
): OutageParts {
  const { log } = core;
  const catalog = core.catalog.current;
  const clock = systemClock;
  const { outages, runs, plans, samples, followers } = parts;
  const canPropose = createCanPropose(() => core.library);
  const channelOf = async (service: string): Promise<string | undefined> => {
    const named = catalog().services[service]?.channel ?? catalog().slack.channel;
    if (named === undefined) return undefined;
    return channelIds.find(named).catch((error: unknown) => {
      log.warn({ err: error, channel: named }, 'a channel cannot be found in Slack');
      return undefined;
    });
  };
  const channelSoon = (service: string): Promise<string | undefined> =>
    within(channelWithinMs, channelOf(service));
  const threads = createThreads({ ...parts, catalog, channelOf });
  const asking = createPlanUseCases({ ...core, ...parts, catalog, library: () => core.library });
  const wrapUp = createWrapUp({
    ...parts,
    addFile: threads.outages.addFile,
    catalog,
    readPeople: createReadPeople(core.clients.interactive),
    log,
  });
  const advance = createAdvanceOutage({
    outages,
    catalog,
    clock,
    log,
    runs,
    plans,
    askDiagnosis: createStartDiagnosis({ ...parts, catalog, clock, log }),
    askPlan: asking.ask,
    withdraw: async (planId, clickId) => {
      await asking.decide({
        planId,
        by: { id: 'resus', via: 'monitor' },
        clickId,
        does: { kind: 'withdraw' },
      });
    },
    hasMonitor: samples.has,
    wrapUp: async (stored) => {
      // That it is over stands above its report.
      await threads.outages.show(stored.outage.id);
      await wrapUp(stored);
    },
  });
  const taking = { outages, catalog, channelOf: channelSoon, clock };
  const tellStorm = createTellStorm(core, parts);
  const recordHeldSignals = createRecordHeldSignals(taking);
  let sweeps = 0;
  return {
    take: createRecordSignals(taking),
    advance,
    canPropose,
    channelSoon,
    threads,
    sweep: async () => {
      const open = await outages.open();
      const recent = await outages.open(clock.now() - stormWithinMs);
      if (recent.length > stormAt) await tellStorm(await outages.storm(recent[0] ?? ''), open.length);
      // Not at each of those that come and go around the limit.
      else if (recent.length <= stormAt / 2) await outages.endStorm();
      sweeps += 1;
      for (const id of open) {
        await followers.wakeOne('outages', { of: 'outage', id }, true);
        if (sweeps % sweepsPerShow === 0) await followers.wakeOne('thread', { of: 'outage', id }, true);
      }
      await recordHeldSignals();
    },
  };
}

/** An action that needs a person's word to be rendered is left to people. */
function createCanPropose(library: () => Library) {
  return (name: string): boolean => {
    const action = library().actions.get(name);
    if (action === undefined || action.refuse !== undefined) return false;
    return Object.values(action.params).every(
      ({ optional, default: usual, from }) => optional || usual !== undefined || from !== undefined,
    );
  };
}

/** Once a storm. */
function createTellStorm(core: ProcessContext, { outbox, queues }: RedisServices) {
  const tell = createPostNotice({ outbox, wake: queues.pump });
  return async (storm: string, count: number): Promise<void> => {
    const { channel, locale } = core.catalog.current().slack;
    if (channel === undefined) return;
    const says: Phrase = {
      en: '🌩 {count} outages are open at once, and there may be more. Look for what they share: `/outage list` has them all. Only the {front} that opened first call people and propose fixes; the others are diagnosed, each in its thread.',
      fr: '🌩 {count} pannes sont ouvertes à la fois, et d’autres peuvent suivre. Cherchez ce qu’elles partagent : `/outage list` les montre toutes. Seules les {front} premières appellent et proposent des réparations ; les autres sont diagnostiquées, chacune dans son fil.',
      with: { count, front: stormAt },
    };
    await tell(idOf('storm', storm), channel, say(locale, says));
  };
}
