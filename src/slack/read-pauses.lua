--- KEYS pauses. Answers names and ms that are left.
--- @include "slack/now.lua"
local lasting = redis.call('ZRANGEBYSCORE', KEYS[1], now + 1, '+inf', 'WITHSCORES')
for i = 2, #lasting, 2 do lasting[i] = tostring(tonumber(lasting[i]) - now) end
return lasting
