import type { Redis } from 'ioredis';
import type { Phrase } from '#base/phrase.ts';

export type RedisCheck = {
  /** False: data could be lost or thrown away, which no promise of Resus survives. */
  readonly ok: boolean;
  readonly version: string;
  /** The findings, with what to do where something is wrong. */
  readonly says: readonly Phrase[];
};

/** Checks what "nothing lost" needs: the append-only file on, and no eviction. Throws when Redis does not answer. */
export async function checkRedis(redis: Redis): Promise<RedisCheck> {
  const facts = readInfo(await redis.info());
  const version = facts.redis_version ?? '?';
  const found: Phrase = { en: 'Redis {version} answers.', fr: 'Redis {version} répond.', with: { version } };
  const wrong = [...persistence(facts), ...eviction(facts)];
  const warnings = [...(await everySync(redis)), ...memory(facts)];
  return { ok: wrong.length === 0, version, says: [found, ...wrong, ...warnings] };
}

type Info = Readonly<Record<string, string | undefined>>;

function readInfo(text: string): Info {
  return Object.fromEntries(
    text.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
    }),
  );
}

function persistence(info: Info): Phrase[] {
  if (info.aof_enabled === '1') return [];
  return [
    {
      en: 'Redis keeps nothing across a restart (appendonly is off): set "appendonly yes" and "appendfsync always".',
      fr: 'Redis ne garde rien après un redémarrage (appendonly est désactivé) : réglez « appendonly yes » et « appendfsync always ».',
    },
  ];
}

function eviction(info: Info): Phrase[] {
  const policy = info.maxmemory_policy;
  if (policy === undefined || policy === 'noeviction') return [];
  return [
    {
      en: 'Redis may throw jobs and history away when memory is short (maxmemory-policy is {policy}): set it to "noeviction".',
      fr: 'Redis peut jeter des tâches et l’historique quand la mémoire manque (maxmemory-policy vaut {policy}) : réglez « noeviction ».',
      with: { policy },
    },
  ];
}

/** A managed Redis may forbid CONFIG: then nothing is said rather than something guessed. */
async function everySync(redis: Redis): Promise<Phrase[]> {
  const answer = await redis.config('GET', 'appendfsync').catch(() => undefined);
  const sync = Array.isArray(answer) ? String(answer[1]) : undefined;
  if (sync === undefined || sync === 'always') return [];
  return [
    {
      en: 'A power cut may lose the last second (appendfsync is {sync}): "appendfsync always" costs Resus nothing noticeable.',
      fr: 'Une coupure de courant peut perdre la dernière seconde (appendfsync vaut {sync}) : « appendfsync always » ne coûte rien de sensible à Resus.',
      with: { sync },
    },
  ];
}

/** From here on there is still time to act before writes are refused. */
const fullAt = 0.7;

function memory(info: Info): Phrase[] {
  const max = Number(info.maxmemory ?? 0);
  const share = max > 0 ? Number(info.used_memory ?? 0) / max : 0;
  if (share < fullAt) return [];
  return [
    {
      en: 'Redis is {percent}% full: raise maxmemory before it refuses writes.',
      fr: 'Redis est plein à {percent} % : augmentez maxmemory avant qu’il refuse les écritures.',
      with: { percent: Math.round(share * 100) },
    },
  ];
}
