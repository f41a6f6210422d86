--- @include "redis/hash-chain.lua"
--- KEYS plan, locks, audit, head. ARGV plan id, expected head, record, new head.
local held = redis.call('HGET', KEYS[1], 'held')
if not held then return {'nothing'} end
local moved = headMoved(KEYS[4], ARGV[2])
if moved then return {'head', moved} end
for _, target in ipairs(cjson.decode(held)) do
  local holder = redis.call('HGET', KEYS[2], target)
  if holder and cjson.decode(holder).planId == ARGV[1] then redis.call('HDEL', KEYS[2], target) end
end
redis.call('HDEL', KEYS[1], 'held')
audit(KEYS[3], KEYS[4], ARGV[3], ARGV[4])
return {'ok'}
