--- @include "redis/hash-chain.lua"
--- KEYS plan, locks, budget of the service, frozen, audit, head.
--- ARGV plan id, fence, holder, at, budget actions (0: no budget), budget per ms, expected head, record, new head, targets …
local plan, locks, budget = KEYS[1], KEYS[2], KEYS[3]
local id, at = ARGV[1], tonumber(ARGV[4])
if (redis.call('HGET', plan, 'fence') or '0') ~= ARGV[2] then return {'superseded'} end
if redis.call('HEXISTS', plan, 'held') == 1 then return {'ok'} end
local frozen = redis.call('GET', KEYS[4])
if frozen then return {'frozen', frozen} end
for i = 10, #ARGV do
  local holder = redis.call('HGET', locks, ARGV[i])
  if holder and cjson.decode(holder).planId ~= id then return {'busy', ARGV[i], holder} end
end
local actions, per = tonumber(ARGV[5]), tonumber(ARGV[6])
if actions > 0 then
  redis.call('ZREMRANGEBYSCORE', budget, '-inf', at - per)
  if not redis.call('ZSCORE', budget, id) and redis.call('ZCARD', budget) >= actions then
    local oldest = redis.call('ZRANGE', budget, 0, 0, 'WITHSCORES')
    return {'over_budget', tostring(tonumber(oldest[2]) + per)}
  end
end
local moved = headMoved(KEYS[6], ARGV[7])
if moved then return {'head', moved} end
if actions > 0 then
  redis.call('ZADD', budget, at, id)
  redis.call('PEXPIRE', budget, per)
end
local held = {}
for i = 10, #ARGV do
  redis.call('HSET', locks, ARGV[i], ARGV[3])
  held[#held + 1] = ARGV[i]
end
redis.call('HSET', plan, 'held', cjson.encode(held))
audit(KEYS[5], KEYS[6], ARGV[8], ARGV[9])
return {'ok'}
