import { createCallApprovers, createCallOff } from '#actions/call-approvers.ts';
import { createApproverMessages } from '#actions/approver-messages.ts';
import { createTellBreakGlass } from '#actions/tell-break-glass.ts';
import { planRunOf } from '#actions/events.ts';
import { systemClock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import { type Phrase, say } from '#base/phrase.ts';
import { type Follow, type Followers, startFollowers, type Unfollowed } from '#jobs/followers.ts';
import { createCallEscalated } from '#outages/call-escalated.ts';
import { createCallPeople } from '#outages/call-people.ts';
import { createFollowEvents } from '#outages/follow-events.ts';
import type { Subject } from '#redis/event-log.ts';
import { createMemberships } from '#slack/memberships.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import type { Redis } from 'ioredis';
import type { ProcessContext } from './process-context.ts';
import type { OutageParts } from './outages.ts';
import type { RedisServices } from './redis-services.ts';
import { tellInLog } from './tell-log.ts';
import type { Threads } from './threads.ts';

export type AllFollowersDeps = {
  readonly core: ProcessContext;
  readonly parts: RedisServices;
  readonly connection: Redis;
  readonly threads: Threads;
  readonly outages: Pick<OutageParts, 'advance' | 'canPropose'>;
  /** Keeps the head of the audit outside of Redis. */
  readonly anchor: () => Promise<void>;
};

/** Everything that follows the log of events. None of it is awaited by what acts. */
export function startAllFollowers(deps: AllFollowersDeps): Followers {
  const { core, parts, connection, anchor } = deps;
  return startFollowers({
    connection,
    events: parts.events,
    queues: parts.followers,
    followers: {
      thread: createFollowThread(deps),
      outages: createFollowOutages(deps),
      messages: createFollowMessages(deps),
      metrics: createFollowMetrics(deps),
      log: createFollowLog(deps),
      audit: async () => anchor(),
    },
    count: core.metrics.countFollowerFailure,
    tell: createTellFailing(deps),
    log: core.log,
  });
}

function createFollowThread({ threads, parts: { followers } }: AllFollowersDeps): Follow {
  return async ({ of, id, from }) => {
    if (of === 'run') return threads.runs.show(id);
    if (of === 'plan') return threads.plans.show(id);
    const stored = await threads.outages.show(id);
    if (stored?.events.slice(from - 1).some(({ type }) => type === 'placed') !== true) return;
    // What it asked for before it had a channel can be shown now.
    const { runs, plans } = stored.outage;
    for (const run of runs) await followers.wakeOne('thread', { of: 'run', id: run.id }, true);
    for (const plan of plans) await followers.wakeOne('thread', { of: 'plan', id: plan.id }, true);
  };
}

function createFollowOutages({ core, parts, outages }: AllFollowersDeps): Follow {
  const follow = createFollowEvents({
    outages: parts.outages,
    catalog: core.catalog.current,
    canPropose: outages.canPropose,
  });
  return async ({ of, id, from }) => {
    if (of === 'run') return follow.run(id, await parts.runs.events(id), from);
    if (of === 'plan') return follow.plan(id, await parts.plans.events(id), from);
    return outages.advance(id);
  };
}

function createFollowMessages({ core, parts }: AllFollowersDeps): Follow {
  const catalog = core.catalog.current;
  const { usersIn } = createMemberships({ client: core.clients.interactive, catalog, clock: systemClock });
  const calling = { ...parts, catalog, usersIn };
  const postNotice = createPostNotice({ outbox: parts.outbox, wake: parts.queues.pump });
  const plan = createApproverMessages({
    callApprovers: createCallApprovers(calling),
    callOff: createCallOff(calling),
    tellBreakGlass: createTellBreakGlass({ catalog, usersIn, postNotice }),
  });
  const callEscalated = createCallEscalated(createCallPeople(core, parts));
  return async ({ of, id, from }) => {
    if (of === 'plan') return plan(id, await parts.plans.events(id), from);
    const stored = await parts.outages.find(id);
    if (stored !== undefined) await callEscalated(id, stored.events, from);
  };
}

function createFollowMetrics({ core: { metrics }, parts }: AllFollowersDeps): Follow {
  return async ({ of, id, from, to }) => {
    if (of === 'run') {
      const events = await parts.runs.events(id);
      for (const event of events.slice(from - 1, to)) metrics.countRunEvent(event);
      return;
    }
    const events = await parts.plans.events(id);
    const action = planRunOf(id, events)?.plan.action ?? '';
    for (const event of events.slice(from - 1, to)) metrics.countPlanEvent(event, action);
  };
}

function createFollowLog({ core: { log }, parts }: AllFollowersDeps): Follow {
  return createTellEvents(log, parts);
}

/** One line in the log an event. */
export function createTellEvents(
  log: Parameters<typeof tellInLog>[0],
  { runs, plans, outages }: Pick<RedisServices, 'runs' | 'plans' | 'outages'>,
): (unfollowed: Unfollowed) => Promise<void> {
  return async ({ of, id, from, to }) => {
    if (of === 'outage') {
      const stored = await outages.find(id);
      const named = { outageId: id, service: stored?.outage.service };
      for (const event of stored?.events.slice(from - 1, to) ?? []) tellInLog(log, of, named, event);
      return;
    }
    const events = of === 'run' ? await runs.events(id) : await plans.events(id);
    const named = of === 'run' ? { runId: id } : { planId: id };
    for (const event of events.slice(from - 1, to)) tellInLog(log, of, named, event);
  };
}

/** In the ops channel, since nobody reads logs while everything looks well. */
function createTellFailing({ core, parts }: AllFollowersDeps) {
  const tell = createPostNotice({ outbox: parts.outbox, wake: parts.queues.pump });
  return async (follower: string, { of, id }: Subject, failures: number): Promise<void> => {
    core.log.error({ follower, of, id, failures }, 'a follower does not get on');
    const { channel, locale } = core.catalog.current().slack;
    if (channel === undefined) return;
    const says: Phrase = {
      en: '⚠️ `{follower}` has failed {failures} times in a row on {id} and goes on trying; nothing else waits for it. The log of the worker says why.',
      fr: '⚠️ `{follower}` a échoué {failures} fois de suite sur {id} et réessaie ; rien d’autre ne l’attend. Le journal de l’ouvrier dit pourquoi.',
      with: { follower, failures, id },
    };
    await tell(idOf('follower', follower, of, id, String(systemClock.now())), channel, say(locale, says));
  };
}
