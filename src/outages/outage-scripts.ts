import { createScript } from '#redis/script.ts';

/**
 * KEYS outage, events, open outages, all outages, newest of each service, sightings that were taken, what changes with
 *   every event.
 * ARGV outage id, if seq, service, if newest ('*' for any), sighting id ('' for none), at, lives for ms, kept, sightings
 *   kept for ms, then event id and event, in turn.
 * Answers {'added', seq} | {'repeated', seq} | {'moved'}.
 */
export const appendOutageEvents = createScript(`
local outage, events = KEYS[1], KEYS[2]
local id, at = ARGV[1], tonumber(ARGV[6])
local seq = redis.call('LLEN', events)
if ARGV[5] ~= '' and redis.call('ZSCORE', KEYS[6], ARGV[5]) then return {'repeated', seq} end
if redis.call('HEXISTS', outage, 'event:' .. ARGV[10]) == 1 then return {'repeated', seq} end
if seq ~= tonumber(ARGV[2]) then return {'moved'} end
if ARGV[4] ~= '*' and (redis.call('HGET', KEYS[5], ARGV[3]) or '') ~= ARGV[4] then return {'moved'} end
for i = 10, #ARGV, 2 do
  redis.call('HSET', outage, 'event:' .. ARGV[i], 1)
  redis.call('RPUSH', events, ARGV[i + 1])
end
if seq == 0 then
  redis.call('ZADD', KEYS[4], at, id)
  redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -(tonumber(ARGV[8]) + 1))
  redis.call('HSET', KEYS[5], ARGV[3], id)
end
redis.call('ZADD', KEYS[3], 'NX', at, id)
if ARGV[5] ~= '' then
  redis.call('ZADD', KEYS[6], at, ARGV[5])
  redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', at - tonumber(ARGV[9]))
end
redis.call('PEXPIRE', outage, ARGV[7])
redis.call('PEXPIRE', events, ARGV[7])
redis.call('INCR', KEYS[7])
return {'added', redis.call('LLEN', events)}
`);

/** KEYS events, open outages. ARGV outage id, if seq. What came meanwhile keeps it open. */
export const closeOutage = createScript(`
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return 0 end
return redis.call('ZREM', KEYS[2], ARGV[1])
`);

/** KEYS sightings that were taken, held. ARGV sighting id, at, fingerprint, sighting. Each is held once. */
export const holdSighting = createScript(`
if redis.call('ZADD', KEYS[1], 'NX', ARGV[2], 'held/' .. ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
return 1
`);

/** KEYS held. ARGV fingerprint, sighting id or ''. Another one that came meanwhile stays. */
export const letGoSighting = createScript(`
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and (ARGV[2] == '' or cjson.decode(held).id == ARGV[2]) then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
`);
