--- @include "redis/add-to-log.lua"
--- KEYS run, events, open runs, runs of the service, all runs, log, its tip.
--- ARGV run id, attempt, 'begins' | 'takes_over' | 'goes_on', is over, at, lives for ms, kept per index, then event id and
---   event in turn.
--- Answers the number of events; negative: -1 superseded, -2 unknown run. Second: how many events are new, all or none.
local run, events = KEYS[1], KEYS[2]
local id, attempt, kind = ARGV[1], ARGV[2], ARGV[3]
if redis.call('HEXISTS', run, 'event:' .. ARGV[8]) == 1 then return {redis.call('LLEN', events), 0} end
local exists = redis.call('EXISTS', events) == 1
if kind == 'begins' then
  if exists then return {redis.call('LLEN', events), 0} end
elseif not exists then
  redis.call('SREM', KEYS[3], id)
  return {-2, 0}
end
if kind == 'takes_over' then
  redis.call('HSET', run, 'attempt', attempt)
elseif attempt ~= '' and redis.call('HEXISTS', run, 'attempt') == 1 and redis.call('HGET', run, 'attempt') ~= attempt then
  return {-1, 0}
end
for i = 8, #ARGV, 2 do
  redis.call('HSET', run, 'event:' .. ARGV[i], 1)
  redis.call('RPUSH', events, ARGV[i + 1])
end
if kind == 'begins' then
  redis.call('SADD', KEYS[3], id)
  for i = 4, 5 do
    redis.call('ZADD', KEYS[i], ARGV[5], id)
    redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -(tonumber(ARGV[7]) + 1))
  end
  redis.call('PEXPIRE', KEYS[4], ARGV[6])
end
if ARGV[4] == '1' then redis.call('SREM', KEYS[3], id) end
redis.call('PEXPIRE', run, ARGV[6])
redis.call('PEXPIRE', events, ARGV[6])
local seq = redis.call('LLEN', events)
addToLog(KEYS[6], KEYS[7], 'run', id, seq)
return {seq, (#ARGV - 7) / 2}
