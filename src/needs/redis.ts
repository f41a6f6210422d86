import { z } from 'zod';
import { needFields } from '#catalog/need.ts';
import { defineNeed, type Reading } from './need-kind.ts';

const talk = `w=$(d "$RW"); u=$(d "$RU"); if [ -n "$w" ]; then if [ -n "$u" ] && [ "$u" != default ]; then printf 'AUTH %s %s\\r\\n' "$u" "$w" >&3; else printf 'AUTH %s\\r\\n' "$w" >&3; fi; IFS= read -r -t 2 l <&3; echo "auth $l"; fi
printf 'PING\\r\\n' >&3; IFS= read -r -t 2 l <&3; echo "ping $l"; case $l in *PONG*) printf 'INFO\\r\\nQUIT\\r\\n' >&3; grep -aE '^(role|used_memory|maxmemory|maxmemory_policy|rdb_last_bgsave_status|aof_last_write_status|loading|master_link_status|connected_clients|maxclients|redis_version):' <&3;; esac`;

export const redis = defineNeed({
  id: 'redis',
  schema: z.strictObject(needFields),
  examples: [{ url: 'env:REDIS_URL' }, { address: '127.0.0.1:6379', unit: 'redis-server' }],
  port: 6379,
  usualUnit: 'redis-server',
  unreachable: 'redis-unreachable',
  talk,
  read: readRedis,
});

function readRedis(said: string): Reading {
  const auth = /^auth (.*)$/m.exec(said)?.[1]?.trim();
  const ping = /^ping (.*)$/m.exec(said)?.[1]?.trim() ?? '';
  const info = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*)$`, 'm').exec(said)?.[1]?.trim();
  const number = (name: string): number | undefined =>
    info(name) === undefined ? undefined : Number(info(name));
  if (ping === '') return { answers: undefined };
  const refusal = [auth ?? '', ping].find((line) =>
    /^-(?:NOAUTH|WRONGPASS|ERR (?:AUTH|invalid|max number)|LOADING|MISCONF|NOPERM)/.test(line),
  );
  if (ping.startsWith('-LOADING'))
    return { answers: false, outcome: 'starting', signature: 'redis-state', error: ping };
  if (ping.startsWith('-ERR max number of clients'))
    return { answers: false, outcome: 'full', full: true, signature: 'redis-state', error: ping };
  // No password was known to us: it lives, and whether the service's own password is right is not known.
  if (ping.startsWith('-NOAUTH') && auth === undefined) return { answers: true, outcome: 'up' };
  if (refusal !== undefined && !/ERR AUTH.*without any password/.test(refusal))
    return {
      answers: true,
      authenticated: false,
      outcome: 'auth_failed',
      signature: 'redis-auth',
      error: refusal,
    };
  if (!ping.startsWith('+PONG')) return { answers: false, outcome: 'error', error: ping };
  const used = number('used_memory') ?? 0;
  const limit = number('maxmemory') ?? 0;
  const full = limit > 0 && used >= limit && info('maxmemory_policy') === 'noeviction';
  const stuck = info('rdb_last_bgsave_status') === 'err' || info('aof_last_write_status') === 'err';
  const replica = info('role') === 'slave';
  const version = info('redis_version');
  const connections = number('connected_clients');
  const maxConnections = number('maxclients');
  return {
    answers: true,
    ...(auth?.startsWith('+OK') === true ? { authenticated: true } : {}),
    outcome: full ? 'memory_full' : stuck ? 'cannot_save' : replica ? 'replica' : 'up',
    full,
    writable: !full && !stuck && !replica,
    ...(full ? { signature: 'redis-oom' } : stuck || replica ? { signature: 'redis-state' } : {}),
    ...(version === undefined ? {} : { version }),
    ...(connections === undefined ? {} : { connections }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
  };
}
