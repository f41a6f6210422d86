--- @include "redis/hash-chain.lua"
--- KEYS plan, events, frozen, audit, head.
--- ARGV fence, seq that the plan may be claimed at ('' when it may not), step, nonce, claim, expected head, record, new head.
--- A claim that is sent again after a reconnect is still ours: its nonce says so.
local plan, field = KEYS[1], 'step:' .. ARGV[3]
if (redis.call('HGET', plan, 'fence') or '0') ~= ARGV[1] then return {'superseded'} end
local entry = redis.call('HGET', plan, field)
if entry then
  local known = cjson.decode(entry)
  -- Before outcomes had a field of their own they stood in the claim.
  local result = redis.call('HGET', plan, 'result:' .. ARGV[3]) or (known.result and cjson.encode(known.result))
  if result then return {'done', result} end
  if known.nonce == ARGV[4] then return {'ok'} end
  return {'unknown'}
end
if redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[2]) then return {'moved'} end
if redis.call('EXISTS', KEYS[3]) == 1 then return {'frozen'} end
local moved = headMoved(KEYS[5], ARGV[6])
if moved then return {'head', moved} end
redis.call('HSET', plan, field, ARGV[5])
audit(KEYS[4], KEYS[5], ARGV[7], ARGV[8])
return {'ok'}
