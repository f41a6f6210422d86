import type { RunEvent } from '#diagnosis/events.ts';
import { producerConnection } from '#redis/redis.ts';
import { createRunStore } from '#diagnosis/redis-run-store.ts';
import { findRedisUrl } from './cli-redis.ts';
import type { LocalSettings } from './settings.ts';

/** Keeps a run made without the queue where the others are. Without Redis it is only told: looking is what counted. */
export async function recordCliRun(
  settings: LocalSettings,
  runId: string,
  events: readonly RunEvent[],
  tell: (message: string) => void,
): Promise<void> {
  const url = findRedisUrl(settings);
  if (url === undefined) return;
  const redis = producerConnection(url, () => {});
  try {
    await new Promise((resolve, reject) => {
      redis.once('ready', resolve);
      redis.once('error', reject);
    });
    const runs = createRunStore(redis);
    for (const [index, event] of events.entries()) {
      await runs.append({ runId, eventId: `cli/${index}`, event });
    }
  } catch {
    tell('Redis does not answer: this run is not in the history.');
  } finally {
    redis.disconnect();
  }
}
