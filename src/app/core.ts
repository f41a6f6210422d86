import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { systemClock } from '#base/clock.ts';
import { say } from '#base/phrase.ts';
import type { Redact } from '#base/redact.ts';
import { createQueues, type Queues } from '#jobs/queues.ts';
import type { RunStore } from '#jobs/run-store.ts';
import type { Screen } from '#jobs/screen.ts';
import type { Library } from '#runbooks/library.ts';
import { type Clients, createClients } from '#slack/client.ts';
import type { Outbox } from '#slack/outbox.ts';
import { createScreen } from '#slack/screen.ts';
import { checkRedis, type RedisCheck } from '#store/check-redis.ts';
import { createOutboxStore } from '#store/outbox-store.ts';
import { producerConnection } from '#store/redis.ts';
import { createRunStore } from '#store/run-store.ts';
import type { LiveCatalog } from './load-catalog.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { SlackSettings } from './settings.ts';

/** What bot, worker and watch share in one process. */
export type Core = {
  readonly log: Logger;
  readonly redact: Redact;
  readonly redisUrl: string;
  readonly slack: SlackSettings;
  readonly catalog: LiveCatalog;
  readonly library: Library;
  readonly runs: RunStore;
  readonly outbox: Outbox;
  readonly screen: Screen;
  readonly queues: Queues;
  readonly clients: Clients;
  readonly metrics: Metrics;
  readonly checkRedis: () => Promise<RedisCheck>;
  /** Resolves when Redis can be asked, or after that long. */
  readonly redisReady: (patienceMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

const redisPatienceMs = 3_000;

export type CoreParts = Pick<Core, 'log' | 'redact' | 'redisUrl' | 'slack' | 'catalog' | 'library'>;

export function openCore(parts: CoreParts): Core {
  const { log, redisUrl, slack, catalog } = parts;
  const redis = producerConnection(redisUrl, (error) => log.warn({ err: error }, 'cannot reach redis'));
  const queues = createQueues(redis, log);
  const outbox: Outbox = createOutboxStore(redis, systemClock);
  return {
    ...parts,
    queues,
    outbox,
    runs: createRunStore(redis),
    screen: createScreen({ outbox, wake: queues.pump, catalog: catalog.current }),
    clients: createClients(slack, log),
    metrics: createMetrics({ queues: queues.counts }),
    checkRedis: () => checkRedis(redis),
    redisReady: async (patienceMs) => {
      if (redis.status === 'ready') return;
      await Promise.race([once(redis, 'ready'), sleep(patienceMs, undefined, { ref: false })]).catch(
        () => {},
      );
    },
    close: async () => {
      await queues.close();
      redis.disconnect();
    },
  };
}

/** Said at start: what Redis is like, and what would lose data. Waits a moment for it, since it may be starting too. */
export async function tellRedis(core: Core, tell: (message: string) => void): Promise<void> {
  await core.redisReady(redisPatienceMs);
  const check = await core.checkRedis().catch(() => undefined);
  if (check === undefined) {
    core.log.error({}, 'redis does not answer; commands will say so until it does');
    return;
  }
  const lines = check.says.map((phrase) => say(core.catalog.current().slack.locale, phrase));
  if (check.ok) core.log.info({ redis: lines }, 'redis is as it should be');
  else tell(lines.join('\n'));
}
