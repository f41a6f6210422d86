import { auditLua } from '#redis/hash-chain.ts';
import { createScript } from '#redis/script.ts';

/**
 * KEYS plan, events, open plans, plans, plans of the service, audit, head.
 * ARGV plan id, event id, kind, event, if seq ('' for none), fence ('' for none), need, is break-glass, at, lives for ms,
 *   kept per index, expected head, record, new head.
 * Answers {'ok'|'repeated', seq} | {'moved'|'superseded'|'unknown'} | {'head', current}.
 */
export const appendPlanEvent = createScript(`${auditLua}
local plan, events = KEYS[1], KEYS[2]
local kind = ARGV[3]
if redis.call('HEXISTS', plan, 'event:' .. ARGV[2]) == 1 then return {'repeated', redis.call('LLEN', events)} end
local exists = redis.call('EXISTS', events) == 1
if kind == 'planned' and exists then return {'repeated', redis.call('LLEN', events)} end
if kind ~= 'planned' and not exists then return {'unknown'} end
if ARGV[5] ~= '' and redis.call('LLEN', events) ~= tonumber(ARGV[5]) then return {'moved'} end
if ARGV[6] ~= '' and (redis.call('HGET', plan, 'fence') or '0') ~= ARGV[6] then return {'superseded'} end
local moved = headMoved(KEYS[7], ARGV[12])
if moved then return {'head', moved} end

local state = redis.call('HGET', plan, 'state')
if kind == 'planned' then
  state = ARGV[7] == '0' and 'approved' or 'waiting'
  redis.call('HSET', plan, 'need', ARGV[7])
elseif state ~= 'ended' then
  if kind == 'approved' then
    local count = redis.call('HINCRBY', plan, 'approvals', 1)
    if ARGV[8] == '1' or count >= tonumber(redis.call('HGET', plan, 'need')) then state = 'approved' end
  elseif kind == 'denied' or kind == 'withdrawn' or kind == 'ended' then state = 'ended'
  elseif kind == 'cancel_asked' then redis.call('HSET', plan, 'cancelled', 1)
  elseif kind == 'step_unknown' then state = 'unknown'
  elseif kind == 'started' or kind == 'settled' then state = 'running' end
end
redis.call('HSET', plan, 'state', state, 'event:' .. ARGV[2], 1)
local seq = redis.call('RPUSH', events, ARGV[4])
if kind == 'planned' then
  redis.call('ZADD', KEYS[3], ARGV[9], ARGV[1])
  for i = 4, 5 do
    redis.call('ZADD', KEYS[i], ARGV[9], ARGV[1])
    redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -(tonumber(ARGV[11]) + 1))
  end
end
if state == 'ended' then redis.call('ZREM', KEYS[3], ARGV[1]) end
redis.call('PEXPIRE', plan, ARGV[10])
redis.call('PEXPIRE', events, ARGV[10])
audit(KEYS[6], KEYS[7], ARGV[13], ARGV[14])
return {'ok', seq}
`);

/**
 * KEYS plan, locks, budget of the service, frozen, audit, head.
 * ARGV plan id, fence, holder, at, budget actions (0: no budget), budget per ms, expected head, record, new head, targets …
 */
export const holdTargets = createScript(`${auditLua}
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
`);

/** KEYS plan, locks, audit, head. ARGV plan id, expected head, record, new head. */
export const releaseTargets = createScript(`${auditLua}
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
`);

/**
 * KEYS plan, frozen, audit, head. ARGV fence, step, nonce, at, expected head, record, new head.
 * A claim that is sent again after a reconnect is still ours: its nonce says so.
 */
export const claimStep = createScript(`${auditLua}
local plan, field = KEYS[1], 'step:' .. ARGV[2]
if (redis.call('HGET', plan, 'fence') or '0') ~= ARGV[1] then return {'superseded'} end
local entry = redis.call('HGET', plan, field)
if entry then
  local known = cjson.decode(entry)
  if known.result then return {'done', cjson.encode(known.result)} end
  if known.nonce == ARGV[3] then return {'ok'} end
  return {'unknown'}
end
if redis.call('HEXISTS', plan, 'cancelled') == 1 then return {'cancelled'} end
local state = redis.call('HGET', plan, 'state')
if state ~= 'approved' and state ~= 'running' then return {'not_approved'} end
if redis.call('EXISTS', KEYS[2]) == 1 then return {'frozen'} end
local moved = headMoved(KEYS[4], ARGV[5])
if moved then return {'head', moved} end
redis.call('HSET', plan, field, cjson.encode({ nonce = ARGV[3], fence = ARGV[1], at = tonumber(ARGV[4]) }))
audit(KEYS[3], KEYS[4], ARGV[6], ARGV[7])
return {'ok'}
`);

/** KEYS plan, audit, head. ARGV step, nonce ('' when told by another than its worker), result, expected head, record, new head. */
export const finishStep = createScript(`${auditLua}
local field = 'step:' .. ARGV[1]
local entry = redis.call('HGET', KEYS[1], field)
if not entry then return {'not_claimed'} end
local known = cjson.decode(entry)
if known.result then return {'repeated'} end
if ARGV[2] ~= '' and known.nonce ~= ARGV[2] then return {'not_claimed'} end
local moved = headMoved(KEYS[3], ARGV[4])
if moved then return {'head', moved} end
known.result = cjson.decode(ARGV[3])
redis.call('HSET', KEYS[1], field, cjson.encode(known))
audit(KEYS[2], KEYS[3], ARGV[5], ARGV[6])
return {'ok'}
`);

/** KEYS plan, audit, head. ARGV step, expected head, record, new head. The host never began it: it may be claimed anew. */
export const unclaimStep = createScript(`${auditLua}
local field = 'step:' .. ARGV[1]
local entry = redis.call('HGET', KEYS[1], field)
if not entry or cjson.decode(entry).result then return {'no'} end
local moved = headMoved(KEYS[3], ARGV[2])
if moved then return {'head', moved} end
redis.call('HDEL', KEYS[1], field)
audit(KEYS[2], KEYS[3], ARGV[3], ARGV[4])
return {'ok'}
`);

/** KEYS frozen, audit, head. ARGV value ('' to thaw), expected head, record, new head. */
export const setFrozen = createScript(`${auditLua}
local moved = headMoved(KEYS[3], ARGV[2])
if moved then return {'head', moved} end
if ARGV[1] == '' then
  if redis.call('DEL', KEYS[1]) == 0 then return {'no'} end
else
  if not redis.call('SET', KEYS[1], ARGV[1], 'NX') then return {'no'} end
end
audit(KEYS[2], KEYS[3], ARGV[3], ARGV[4])
return {'ok'}
`);

/** KEYS audit, head. ARGV expected head, record, new head. Something worth keeping that changed no state. */
export const noteAudit = createScript(`${auditLua}
local moved = headMoved(KEYS[2], ARGV[1])
if moved then return {'head', moved} end
audit(KEYS[1], KEYS[2], ARGV[2], ARGV[3])
return {'ok'}
`);
