import { createScript } from '#redis/script.ts';

/**
 * KEYS run, events, open runs, runs of the service, all runs.
 * ARGV run id, event id, attempt, event type, event, ended, asked at, lives for ms, runs kept per index.
 * Answers the number of events; negative: -1 superseded, -2 unknown run. Second: 1 when the event is new.
 */
export const appendEvent = createScript(`
local run, events = KEYS[1], KEYS[2]
local id, eventId, attempt, kind = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('HEXISTS', run, 'event:' .. eventId) == 1 then return {redis.call('LLEN', events), 0} end
if kind == 'asked' then
  if redis.call('EXISTS', events) == 1 then return {redis.call('LLEN', events), 0} end
elseif redis.call('EXISTS', events) == 0 then
  redis.call('SREM', KEYS[3], id)
  return {-2, 0}
end
if kind == 'started' then
  redis.call('HSET', run, 'attempt', attempt)
elseif attempt ~= '' and redis.call('HEXISTS', run, 'attempt') == 1 and redis.call('HGET', run, 'attempt') ~= attempt then
  return {-1, 0}
end
local seq = redis.call('RPUSH', events, ARGV[5])
redis.call('HSET', run, 'event:' .. eventId, 1)
if kind == 'asked' then
  redis.call('SADD', KEYS[3], id)
  for i = 4, 5 do
    redis.call('ZADD', KEYS[i], ARGV[7], id)
    redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -(tonumber(ARGV[9]) + 1))
  end
  redis.call('PEXPIRE', KEYS[4], ARGV[8])
end
if ARGV[6] == '1' then redis.call('SREM', KEYS[3], id) end
redis.call('PEXPIRE', run, ARGV[8])
redis.call('PEXPIRE', events, ARGV[8])
return {seq, 1}
`);
