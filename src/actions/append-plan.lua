--- @include "redis/hash-chain.lua"
--- @include "redis/add-to-log.lua"
--- KEYS plan, events, open plans, plans, plans of the service, audit, head, log, its tip.
--- ARGV plan id, event id, event, seq that it was decided on, fence ('' for none), 'opens' | 'closes' | '', at, lives for ms,
---   kept per index, expected head, record, new head.
--- Answers {'ok'|'repeated', seq} | {'moved'|'superseded'} | {'head', current}. What the event means is decided by whoever
--- appends, on the state that so many events made.
local plan, events = KEYS[1], KEYS[2]
local seq = redis.call('LLEN', events)
if redis.call('HEXISTS', plan, 'event:' .. ARGV[2]) == 1 then return {'repeated', seq} end
if seq ~= tonumber(ARGV[4]) then return {'moved'} end
if ARGV[5] ~= '' and (redis.call('HGET', plan, 'fence') or '0') ~= ARGV[5] then return {'superseded'} end
local moved = headMoved(KEYS[7], ARGV[10])
if moved then return {'head', moved} end
redis.call('HSET', plan, 'event:' .. ARGV[2], 1)
seq = redis.call('RPUSH', events, ARGV[3])
if ARGV[6] == 'opens' then
  redis.call('ZADD', KEYS[3], ARGV[7], ARGV[1])
  for i = 4, 5 do
    redis.call('ZADD', KEYS[i], ARGV[7], ARGV[1])
    redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -(tonumber(ARGV[9]) + 1))
  end
elseif ARGV[6] == 'closes' then
  redis.call('ZREM', KEYS[3], ARGV[1])
end
redis.call('PEXPIRE', plan, ARGV[8])
redis.call('PEXPIRE', events, ARGV[8])
audit(KEYS[6], KEYS[7], ARGV[11], ARGV[12])
addToLog(KEYS[8], KEYS[9], 'plan', ARGV[1], seq)
return {'ok', seq}
