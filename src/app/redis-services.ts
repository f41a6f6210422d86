import type { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { FleetResults } from '#diagnosis/fleet-results.ts';
import { createFollowerQueues, type FollowerQueues } from '#jobs/follower-queues.ts';
import { createQueues, type Queues } from '#jobs/queues.ts';
import type { ReadDeployMarkers } from '#outages/events.ts';
import type { OutageStore } from '#outages/outage-store.ts';
import type { PlanStore } from '#actions/plan-store.ts';
import type { RunStore } from '#diagnosis/run-store.ts';
import { createLinkRun, type LinkRun } from '#slack/link-run.ts';
import type { Refused } from '#slack/block-fallbacks.ts';
import type { Outbox } from '#slack/outbox.ts';
import type { OwnTeam } from '#slack/own-team.ts';
import type { Budgets } from '#slack/rate-limit.ts';
import { createPutMessages, type PutMessages } from '#slack/put-messages.ts';
import { createFleetResults } from '#diagnosis/redis-fleet-results.ts';
import { createPaceStore } from '#slack/redis-rate-limit.ts';
import { createOutboxStore } from '#slack/outbox-store.ts';
import { createCodeStore } from '#actions/redis-code-store.ts';
import { createDeployMarkerStore } from '#alerts/redis-mark-store.ts';
import { createOutageStore } from '#outages/redis-outage-store.ts';
import { createPlanStore } from '#actions/redis-plan-store.ts';
import { createRunStore } from '#diagnosis/redis-run-store.ts';
import { createEventLog, type EventLog } from '#redis/event-log.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import type { MonitorState } from '#monitoring/monitor-state.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

/**
 * The stores in Redis, seen through one connection: the connection decides who waits for Redis and who is told.
 */
export type RedisServices = {
  readonly runs: RunStore;
  readonly outbox: Outbox;
  /** The calls to Slack that are left to all processes, and what its workspace has refused. */
  readonly budgets: Budgets & Refused;
  readonly put: PutMessages;
  /** Everything that happened, in its order, and how far each follower is. */
  readonly events: EventLog;
  readonly followers: FollowerQueues;
  readonly linkRun: LinkRun;
  readonly queues: Queues;
  readonly returns: FleetResults;
  readonly plans: PlanStore;
  readonly outages: OutageStore;
  readonly samples: ReturnType<typeof createSampleStore<MonitorState>>;
  readonly readDeployMarkers: ReadDeployMarkers;
  readonly codes: ReturnType<typeof createCodeStore>;
};

/** Without `ownTeam` there are no links into Slack. */
export function openRedisServices(redis: Redis, log: Log, ownTeam?: () => Promise<OwnTeam>): RedisServices {
  const queues = createQueues(redis, log);
  const outbox = createOutboxStore(redis, systemClock);
  const linkRun = createLinkRun(outbox, ownTeam);
  const followers = createFollowerQueues(redis, log);
  return {
    queues: {
      ...queues,
      close: async () => {
        await followers.close();
        await queues.close();
      },
    },
    outbox,
    budgets: createPaceStore(redis),
    put: createPutMessages({ outbox, wake: queues.pump }),
    linkRun,
    events: createEventLog(redis),
    followers,
    runs: createRunStore(redis, followers.wake),
    plans: createPlanStore(redis, followers.wake),
    outages: createOutageStore(redis, followers.wake),
    returns: createFleetResults(redis),
    samples: createSampleStore(redis, systemClock, storedMonitorState),
    readDeployMarkers: createDeployMarkerStore(redis).marks,
    codes: createCodeStore(redis),
  };
}
