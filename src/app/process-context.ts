import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { idOf } from '#base/ids.ts';
import { say } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import type { Library } from '#runbooks/library.ts';
import { type Clients, createClients } from '#slack/client.ts';
import { createOwnTeam, type OwnTeam } from '#slack/own-team.ts';
import { checkRedis, type RedisCheck } from '#redis/check-redis.ts';
import { isReady, producerConnection } from '#redis/redis.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import type { LiveCatalog } from './load-catalog.ts';
import { readLags } from '#jobs/followers.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openRedisServices, type RedisServices } from './redis-services.ts';
import type { SlackSettings } from './settings.ts';

/**
 * The collaborators that bot, worker and watch share in one process. They answer or refuse at once, as talking to
 * people needs.
 */
export type ProcessContext = RedisServices & {
  readonly log: Logger;
  readonly redact: Redact;
  readonly redisUrl: string;
  /** Answers or rejects at once. */
  readonly redis: Redis;
  readonly slack: SlackSettings;
  readonly catalog: LiveCatalog;
  readonly library: Library;
  readonly clients: Clients;
  readonly ownTeam: () => Promise<OwnTeam>;
  readonly metrics: Metrics;
  readonly checkRedis: () => Promise<RedisCheck>;
  /** True once Redis can be asked, false when it cannot within that long. */
  readonly redisReady: (patienceMs: number) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

const redisPatienceMs = 3_000;

export type ProcessContextParts = Pick<
  ProcessContext,
  'log' | 'redact' | 'redisUrl' | 'slack' | 'catalog' | 'library'
>;

export function openProcessContext(parts: ProcessContextParts): ProcessContext {
  const { log, redisUrl, slack } = parts;
  const redis = producerConnection(redisUrl, (error) => log.warn({ err: error }, 'cannot reach redis'));
  const clients = createClients(slack, log);
  const ownTeam = createOwnTeam(clients.interactive);
  const opened = openRedisServices(redis, log, ownTeam);
  return {
    ...parts,
    ...opened,
    redis,
    clients,
    ownTeam,
    metrics: createMetrics({
      queues: opened.queues.counts,
      outages: async () => (await opened.outages.open()).length,
      followers: () => readLags(opened.events),
    }),
    checkRedis: () => checkRedis(redis),
    redisReady: (patienceMs) => isReady(redis, patienceMs),
    close: async () => {
      await opened.queues.close();
      redis.disconnect();
    },
  };
}

/** Said at start: what Redis is like, and what would lose data. Waits a moment for it, since it may be starting too. */
export async function tellRedis(core: ProcessContext, tell: (message: string) => void): Promise<void> {
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

/** A bad edit must be seen by those who made it: in the ops channel, since nobody reads logs while editing. */
export function tellCatalogChanges({ catalog, outbox, queues, log }: ProcessContext): void {
  const postNotice = createPostNotice({ outbox, wake: queues.pump });
  catalog.listen(({ ok, says }) => {
    const { channel, locale } = catalog.current().slack;
    const text = say(locale, says);
    log[ok ? 'info' : 'error']({ says: text }, 'the catalog changed');
    if (ok || channel === undefined) return;
    postNotice(idOf('catalog', text), channel, `⚠️ ${text}`).catch((error: unknown) =>
      log.error({ err: error }, 'a bad catalog could not be told in the channel'),
    );
  });
}
