--- @include "redis/add-to-log.lua"
--- KEYS outage, events, open outages, all outages, newest of each service, sightings that were taken, what changes with every
---   event, log, its tip.
--- ARGV outage id, if seq, service, if newest ('*' for any), sighting id ('' for none), at, lives for ms, kept, sightings
---   kept for ms, then event id and event, in turn.
--- Answers {'added', seq} | {'repeated', seq} | {'moved'}.
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
local last = redis.call('LLEN', events)
addToLog(KEYS[8], KEYS[9], 'outage', id, last)
return {'added', last}
