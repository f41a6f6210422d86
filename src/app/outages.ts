import { type Clock, systemClock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import { someAtATime } from '#base/one-at-a-time.ts';
import { say, type Phrase } from '#base/phrase.ts';
import type { ChannelIds } from '#slack/channel-ids.ts';
import { createStartDiagnosis } from '#diagnosis/start-diagnosis.ts';
import { createHearingScreen } from '#outages/follow-runs.ts';
import type { StoredOutage } from '#outages/outage-store.ts';
import type { Screen } from '#jobs/screen.ts';
import { createRecordHeldSignals, createRecordSignals } from '#outages/record-signals.ts';
import { createAdvanceOutage } from '#outages/advance-outage.ts';
import type { Library } from '#runbooks/library.ts';
import { stormAt, stormWithinMs } from '#outages/next-step.ts';
import type { RecordSignals } from '#outages/events.ts';
import { createCallOff } from '#actions/call-approvers.ts';
import { createMemberships } from '#slack/memberships.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import { createCallPeople } from '#outages/call-people.ts';
import type { ProcessContext } from './process-context.ts';
import { createReadPeople, createWrapUp } from '#outages/outage-report.ts';
import type { RedisServices } from './redis-services.ts';
import { createPlanUseCases } from './plans.ts';

/** Everything that keeps outages going, over one connection. */
export type OutageParts = {
  readonly take: RecordSignals;
  readonly advance: (outageId: string) => Promise<void>;
  /** The id of the channel where a service's outages stand. */
  readonly channelOf: (service: string) => Promise<string | undefined>;
  /** Through it outages hear of diagnoses and plans. */
  readonly screen: Screen;
  /** Goes on with what was left behind, and with what time makes due. */
  readonly sweep: () => Promise<void>;
};

const sweptAtOnce = 8;

export function createOutages(
  core: ProcessContext,
  parts: RedisServices,
  channelIds: ChannelIds,
): OutageParts {
  const { log } = core;
  const catalog = core.catalog.current;
  const clock = systemClock;
  const { outages, runs, plans, samples } = parts;
  const screen = createTruthfulScreen(core, parts);
  const canPropose = createCanPropose(() => core.library);
  const channelOf = async (service: string): Promise<string | undefined> => {
    const named = catalog().services[service]?.channel ?? catalog().slack.channel;
    if (named === undefined) return undefined;
    return channelIds.find(named).catch((error: unknown) => {
      log.warn({ err: error, channel: named }, 'a channel cannot be found in Slack');
      return undefined;
    });
  };
  const both = { outages, catalog, canPropose, channelOf, clock, log };
  const asking = createPlanUseCases({ ...core, ...parts, screen, catalog, library: () => core.library });
  const advance = createAdvanceOutage({
    ...both,
    runs,
    plans,
    show: createShowOnce(screen, clock),
    askDiagnosis: createStartDiagnosis({ ...parts, screen, catalog, clock, log }),
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
    call: createCallPeople(core, parts),
    wrapUp: createWrapUp(parts, catalog, createReadPeople(core.clients.interactive), log),
  });
  const taking = { ...both, advance };
  const tellStorm = createTellStorm(core, parts);
  const recordHeldSignals = createRecordHeldSignals(taking);
  return {
    take: createRecordSignals(taking),
    advance,
    channelOf,
    screen: createHearingScreen(taking, screen),
    sweep: async () => {
      const open = await outages.open();
      const recent = await outages.open(clock.now() - stormWithinMs);
      if (recent.length > stormAt) await tellStorm(await outages.storm(recent[0] ?? ''), open.length);
      // Not at each of those that come and go around the limit.
      else if (recent.length <= stormAt / 2) await outages.endStorm();
      await someAtATime(open, sweptAtOnce, (outageId) =>
        advance(outageId).catch((error: unknown) => log.warn({ err: error, outageId }, 'an outage waits')),
      );
      await recordHeldSignals();
    },
  };
}

/** With the private messages to those who may approve: they follow the plan too. */
function createTruthfulScreen(
  core: ProcessContext,
  { screen, outbox, queues, linkRun }: RedisServices,
): RedisServices['screen'] {
  const catalog = core.catalog.current;
  const { usersIn } = createMemberships({ client: core.clients.interactive, catalog, clock: systemClock });
  const callOff = createCallOff({ outbox, wake: queues.pump, catalog, usersIn, linkRun });
  return {
    ...screen,
    showPlan: async (run, seq, live) => {
      await screen.showPlan(run, seq, live);
      if (live !== undefined) return;
      await callOff(run).catch((error: unknown) =>
        core.log.warn({ err: error, planId: run.id }, 'approvers could not be told that it is decided'),
      );
    },
  };
}

/** What needs a person's word to be rendered at all is left to people. */
function createCanPropose(library: () => Library) {
  return (name: string): boolean => {
    const action = library().actions.get(name);
    if (action === undefined || action.refuse !== undefined) return false;
    return Object.values(action.params).every(
      ({ optional, default: usual, from }) => optional || usual !== undefined || from !== undefined,
    );
  };
}

const shownForMs = 60_000;
const shownRemembered = 5_000;

/** The sweeper looks at every open outage every few seconds: what this process has just shown is not shown again. */
function createShowOnce(screen: RedisServices['screen'], clock: Clock) {
  const shown = new Map<string, { readonly seq: number; readonly at: number }>();
  return async ({ outage, seq, events }: StoredOutage): Promise<void> => {
    const last = shown.get(outage.id);
    if (last?.seq === seq && clock.now() - last.at < shownForMs) return;
    await screen.showOutage(outage, events);
    if (shown.size >= shownRemembered) shown.clear();
    shown.set(outage.id, { seq, at: clock.now() });
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
