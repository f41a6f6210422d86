--- KEYS budget, pauses. ARGV size, per second, reserved. Answers ms to wait; 0 when one was taken.
--- @include "slack/now.lua"
local wait = 0
for i = 2, #KEYS do wait = math.max(wait, redis.call('PTTL', KEYS[i])) end
if wait > 0 then return wait end
--- @include "slack/refill.lua"
local missing = tonumber(ARGV[3]) + 1 - tokens
if missing > 0 then return math.ceil(missing / tonumber(ARGV[2]) * 1000) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(tonumber(ARGV[1]) / tonumber(ARGV[2]) * 1000) + 1000)
return 0
