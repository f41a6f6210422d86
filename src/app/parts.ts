import type { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { LookReturns } from '#jobs/look-returns.ts';
import { createQueues, type Queues } from '#jobs/queues.ts';
import type { ReadMarks } from '#outages/mark.ts';
import type { OutageStore } from '#jobs/outage-store.ts';
import type { PlanStore } from '#jobs/plan-store.ts';
import type { RunStore } from '#jobs/run-store.ts';
import type { Catalog } from '#services/catalog.ts';
import type { FileBody, MessageBody } from '#slack/message.ts';
import { createLinkRun, type LinkRun } from '#slack/link-run.ts';
import type { Refused } from '#slack/ladder.ts';
import type { Outbox } from '#slack/outbox.ts';
import type { OwnTeam } from '#slack/own-team.ts';
import type { Budgets } from '#slack/pace.ts';
import { createScreen, type Threads } from '#slack/screen.ts';
import { createLookStore } from '#store/look-store.ts';
import { createPaceStore } from '#store/outbox-pace.ts';
import { createOutboxStore } from '#store/outbox-store.ts';
import { createCodeStore } from '#store/code-store.ts';
import { createMarkStore } from '#store/mark-store.ts';
import { createOutageStore } from '#store/outage-store.ts';
import { createPlanStore } from '#store/plan-store.ts';
import { createRunStore } from '#store/run-store.ts';
import { createSampleStore } from '#store/sample-store.ts';
import type { Standing } from '#watch/standing.ts';
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
