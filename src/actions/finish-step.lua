--- @include "redis/hash-chain.lua"
--- KEYS plan, audit, head. ARGV step, nonce ('' when told by another than its worker), result, expected head, record, new head.
local entry = redis.call('HGET', KEYS[1], 'step:' .. ARGV[1])
if not entry then return {'not_claimed'} end
local known = cjson.decode(entry)
if known.result or redis.call('HEXISTS', KEYS[1], 'result:' .. ARGV[1]) == 1 then return {'repeated'} end
if ARGV[2] ~= '' and known.nonce ~= ARGV[2] then return {'not_claimed'} end
local moved = headMoved(KEYS[3], ARGV[4])
if moved then return {'head', moved} end
redis.call('HSET', KEYS[1], 'result:' .. ARGV[1], ARGV[3])
audit(KEYS[2], KEYS[3], ARGV[5], ARGV[6])
return {'ok'}
