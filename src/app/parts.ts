import type { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { LookReturns } from '#diagnosis/look-returns.ts';
import { createQueues, type Queues } from '#jobs/queues.ts';
import type { ReadMarks } from '#outages/events.ts';
import type { OutageStore } from '#outages/outage-store.ts';
import type { PlanStore } from '#actions/plan-store.ts';
import type { RunStore } from '#diagnosis/run-store.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { FileBody, MessageBody } from '#slack/message.ts';
import { createLinkRun, type LinkRun } from '#slack/link-run.ts';
import type { Refused } from '#slack/ladder.ts';
import type { Outbox } from '#slack/outbox.ts';
import type { OwnTeam } from '#slack/own-team.ts';
import type { Budgets } from '#slack/pace.ts';
import { createScreen, type Threads } from '#slack/screen.ts';
import { createLookStore } from '#diagnosis/redis-look-returns.ts';
import { createPaceStore } from '#slack/outbox-pace.ts';
import { createOutboxStore } from '#slack/outbox-store.ts';
import { createCodeStore } from '#actions/redis-code-store.ts';
import { createMarkStore } from '#alerts/redis-mark-store.ts';
import { createOutageStore } from '#outages/redis-outage-store.ts';
import { createPlanStore } from '#actions/redis-plan-store.ts';
import { createRunStore } from '#diagnosis/redis-run-store.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import type { Standing } from '#monitoring/standing.ts';
import { toldInLog } from './tell-log.ts';

/** What stands in Redis, seen through one connection: the connection decides who waits for Redis and who is told. */
export type Parts = {
  readonly runs: RunStore;
  readonly outbox: Outbox;
  /** What all processes may still call of Slack, and what its workspace has refused. */
  readonly budgets: Budgets & Refused;
  readonly screen: Threads;
  readonly linkRun: LinkRun;
  readonly queues: Queues;
  readonly returns: LookReturns;
  readonly plans: PlanStore;
  readonly outages: OutageStore;
  readonly samples: ReturnType<typeof createSampleStore<Standing>>;
  readonly readMarks: ReadMarks;
  readonly codes: ReturnType<typeof createCodeStore>;
};

/** Without `ownTeam` there are no links into Slack. */
export function openParts(
  redis: Redis,
  catalog: () => Catalog,
  log: Log,
  ownTeam?: () => Promise<OwnTeam>,
): Parts {
  const queues = createQueues(redis, log);
  const outbox = createOutboxStore<MessageBody | FileBody>(redis, systemClock);
  const linkRun = createLinkRun(outbox, ownTeam);
  const screen = createScreen({ outbox, wake: queues.pump, linkRun, catalog });
  return {
    queues,
    outbox,
    budgets: createPaceStore(redis),
    screen,
    linkRun,
    ...toldInLog(
      { runs: createRunStore(redis), plans: createPlanStore(redis), outages: createOutageStore(redis) },
      log,
    ),
    returns: createLookStore(redis),
    samples: createSampleStore<Standing>(redis, systemClock),
    readMarks: createMarkStore(redis).marks,
    codes: createCodeStore(redis),
  };
}
