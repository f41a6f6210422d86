import { openRedisServices } from '#app/redis-services.ts';
import { systemClock } from '#base/clock.ts';
import { startWorkers } from '#jobs/workers.ts';
import { createClients } from '#slack/client.ts';
import { createLadder } from '#slack/block-fallbacks.ts';
import type { OutgoingMessage } from '#slack/outbox.ts';
import { createPace } from '#slack/rate-limit.ts';
import { createPump } from '#slack/pump.ts';
import { isReady, producerConnection, workerConnection } from '#redis/redis.ts';
import { createQuietLog } from '#test/quiet-log.ts';

/**
 * A bot or a worker in a process of its own, to be killed: `node message-child.ts bot|worker REDIS TOKEN API-URL`. A bot
 * is given messages, and says which of them it has stored. Leases and locks of a worker are short.
 */
const [kind = '', redisUrl = '', botToken = '', apiUrl = ''] = process.argv.slice(2);
const log = createQuietLog();
process.on('unhandledRejection', () => {});
/** What this worker is not here for. */
const done = async () => ({ end: 'done' }) as const;

if (kind === 'bot') {
  const redis = producerConnection(redisUrl, () => {});
  const { outbox, queues } = openRedisServices(redis, log);
  await isReady(redis, 5000);
  process.on('message', (message: OutgoingMessage) => {
    const store = async (): Promise<void> => {
      for (const thread of await outbox.put([message])) await queues.pump(thread);
      process.send?.({ stored: message.id, version: message.version });
    };
    store().catch(() => process.send?.({ refused: message.id, version: message.version }));
  });
} else {
  const connection = workerConnection(redisUrl, () => {});
  const { outbox, queues, budgets } = openRedisServices(connection, log);
  const parts = { outbox, clock: systemClock, log, blockFallbacks: createLadder(budgets) };
  const client = createClients({ botToken, apiUrl }, log).delivery;
  startWorkers({
    connection,
    diagnose: done,
    logs: done,
    look: done,
    makePlan: done,
    runPlan: done,
    pump: createPump({ ...parts, client, pace: createPace(budgets, systemClock) }, { leaseMs: 3000 }),
    sweep: async () => {
      await Promise.all((await outbox.threadsWithWork()).map((thread) => queues.pump(thread)));
    },
    log,
    pumpLocks: { lockDuration: 2000, lockRenewTime: 700, stalledInterval: 1000 },
  });
}
process.send?.('ready');
