--- KEYS pauses, pause, shared pause, who was refused last under it. ARGV name, ms, shared name or ''.
--- @include "slack/now.lua"
local function pause(key, name)
  if redis.call('PTTL', key) >= tonumber(ARGV[2]) then return end
  redis.call('SET', key, 1, 'PX', ARGV[2])
  redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), name)
end
pause(KEYS[2], ARGV[1])
if ARGV[3] ~= '' then
  local last = redis.call('GET', KEYS[4])
  if last and last ~= ARGV[1] then pause(KEYS[3], ARGV[3]) end
  redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[2])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return 1
