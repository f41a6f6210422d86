import { createScript } from '#redis/script.ts';

/*
 * Redis refuses for want of memory only before a script's first write, and never a removal: what adds comes first, so
 * that all is refused or nothing.
 */

/** A signature is used up in the same step as what it signed is stored: refused or lost deliveries may be sent again. */
const claimSignature = `
if ARGV[1] ~= '' and not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[2]) then return -1 end
`;

/**
 * KEYS signature, seen, pending. ARGV signature or '', its life, now, forget what was seen before; then of each: its
 * key, the key of its other state, the id of its sighting, the sighting. Answers how many were new, -1 when the
 * signature was used before.
 *
 * What was told last counts: its other state is forgotten, since it may come again with the same start. Alertmanager
 * calls an alert resolved of which it hears nothing for a while, and later the very same one firing.
 */
export const keepSightings = createScript(`${claimSignature}
local new = 0
for i = 5, #ARGV, 4 do
  if redis.call('ZADD', KEYS[2], ARGV[3], ARGV[i]) == 1 then
    redis.call('HSET', KEYS[3], ARGV[i + 2], ARGV[i + 3])
    redis.call('ZREM', KEYS[2], ARGV[i + 1])
    new = new + 1
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
return new
`);

/**
 * KEYS signature, marks by time, marks by id. ARGV signature or '', its life, time of the mark, id, mark, oldest to
 * keep, life of the keys. Answers 1 when it was new, 0 when it stood there, -1 when the signature was used before.
 */
export const keepDeployMarker = createScript(`${claimSignature}
if redis.call('HSETNX', KEYS[3], ARGV[4], ARGV[5]) == 0 then return 0 end
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[6])) do
  redis.call('HDEL', KEYS[3], id)
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[6])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('PEXPIRE', KEYS[3], ARGV[7])
return 1
`);
