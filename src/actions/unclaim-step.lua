--- @include "redis/hash-chain.lua"
--- KEYS plan, audit, head. ARGV step, expected head, record, new head. The host never began it: it may be claimed anew.
local field = 'step:' .. ARGV[1]
local entry = redis.call('HGET', KEYS[1], field)
if not entry or cjson.decode(entry).result or redis.call('HEXISTS', KEYS[1], 'result:' .. ARGV[1]) == 1 then return {'no'} end
local moved = headMoved(KEYS[3], ARGV[2])
if moved then return {'head', moved} end
redis.call('HDEL', KEYS[1], field)
audit(KEYS[2], KEYS[3], ARGV[3], ARGV[4])
return {'ok'}
