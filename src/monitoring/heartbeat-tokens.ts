import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '#base/errors.ts';
import type { Log } from '#base/log.ts';
import type { Monitor } from '#catalog/monitors.ts';
import { readReference } from '#secrets/read-reference.ts';

/** Tokens of heartbeats as digests; one that cannot be read is told in the log and belongs to nobody. */
export async function readBeatTokens(
  monitors: Iterable<Monitor>,
  log: Log,
): Promise<(token: string) => string | undefined> {
  const digests: { readonly id: string; readonly digest: Buffer }[] = [];
  for (const { id, check } of monitors) {
    if (check.kind !== 'heartbeat') continue;
    try {
      const token = (await readReference(check.token)).trim();
      // Else whoever calls /beat/ without one would be the job.
      if (token === '') throw new AppError('config_invalid', `What ${check.token} refers to is empty.`);
      const digest = digestOf(token);
      const same = digests.find((one) => one.digest.equals(digest));
      if (same === undefined) digests.push({ id, digest });
      else log.error({ monitor: id, heard: same.id }, 'two heartbeats have one token: only one is heard');
    } catch (error) {
      log.error({ err: error, monitor: id }, 'the token of a heartbeat cannot be read');
    }
  }
  return (token) => {
    const asked = digestOf(token);
    // All are compared: how long it takes tells nothing.
    return digests.filter(({ digest }) => timingSafeEqual(digest, asked))[0]?.id;
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
