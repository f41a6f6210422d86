--- @include "redis/hash-chain.lua"
--- KEYS frozen, audit, head. ARGV value ('' to thaw), expected head, record, new head.
local moved = headMoved(KEYS[3], ARGV[2])
if moved then return {'head', moved} end
if ARGV[1] == '' then
  if redis.call('DEL', KEYS[1]) == 0 then return {'no'} end
else
  if not redis.call('SET', KEYS[1], ARGV[1], 'NX') then return {'no'} end
end
audit(KEYS[2], KEYS[3], ARGV[3], ARGV[4])
return {'ok'}
