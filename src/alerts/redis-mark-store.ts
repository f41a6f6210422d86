import type { Redis } from 'ioredis';
import { z } from 'zod';
import { storedPhrase } from '#catalog/observation-schema.ts';
import { recordKind } from '#redis/record.ts';
import { type DeployMarker, marksLiveMs } from '#outages/events.ts';
import { readScript } from '#redis/lua-script.ts';
import { signatureKey, signatureLifeMs, type Kept } from './redis-alert-store.ts';
import { prefix } from '#redis/redis.ts';

const keepDeployMarker = readScript('alerts/keep-deploy-marker.lua');
const marker: z.ZodType<DeployMarker> = z.looseObject({
  id: z.string(),
  at: z.number(),
  service: z.string(),
  kind: z.literal('deploy'),
  says: storedPhrase,
  link: z.exactOptional(z.string()),
  commit: z.exactOptional(z.string()),
});
const storedMarker = recordKind('deploy', marker);

const keys = {
  times: (service: string) => `${prefix}:marks:${service}:times`,
  said: (service: string) => `${prefix}:marks:${service}:said`,
};

/** What changed a service from outside, for 90 days. */
export function createDeployMarkerStore(redis: Redis) {
  return {
    /** The same id again changes nothing. `signature` may be used once. */
    keepDeployMarker: async (mark: DeployMarker, now: number, signature?: string): Promise<Kept> => {
      const fresh = await keepDeployMarker(
        redis,
        [signatureKey(signature), keys.times(mark.service), keys.said(mark.service)],
        [
          signature ?? '',
          signatureLifeMs,
          mark.at,
          mark.id,
          storedMarker.write(mark),
          now - marksLiveMs,
          marksLiveMs,
        ],
      );
      return fresh === -1 ? { outcome: 'signature_used' } : { outcome: 'kept', fresh: Number(fresh) };
    },
    /** In `[from, to]`, oldest first. */
    marks: async (service: string, from: number, to: number): Promise<DeployMarker[]> => {
      const ids = await redis.zrangebyscore(keys.times(service), from, to);
      if (ids.length === 0) return [];
      const texts = await redis.hmget(keys.said(service), ...ids);
      return texts.flatMap((text) => (text === null ? [] : [storedMarker.read(text)]));
    },
  };
}
