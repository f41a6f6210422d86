--- KEYS person. ARGV the counter of the code's time step ('' when it is wrong), now, tries, locked for ms, remembered ms.
--- A code is used up by being right, and a newer one makes all older ones void.
local key, counter, now = KEYS[1], ARGV[1], tonumber(ARGV[2])
local locked = tonumber(redis.call('HGET', key, 'locked') or '0')
if locked > now then return 'locked' end
redis.call('PEXPIRE', key, ARGV[5])
if counter ~= '' and tonumber(counter) > tonumber(redis.call('HGET', key, 'last') or '-1') then
  redis.call('HSET', key, 'last', counter, 'fails', 0)
  redis.call('PEXPIRE', key, ARGV[5])
  return 'right'
end
if redis.call('HINCRBY', key, 'fails', 1) >= tonumber(ARGV[3]) then
  redis.call('HSET', key, 'locked', now + tonumber(ARGV[4]), 'fails', 0)
end
redis.call('PEXPIRE', key, ARGV[5])
if counter ~= '' then return 'used' end
return 'wrong'
