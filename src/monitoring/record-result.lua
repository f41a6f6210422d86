--- KEYS standings, pending, raw hour, minutes of the day, hours of the month, pulse.
--- ARGV monitor, expected standing, standing, offset in the hour, status, ms, minute slot, hour slot, sighting id,
--- sighting, raw/minute/hour lives for ms, now. Answers 1 when it was kept, 0 when the standing was another one.
--- Raw is 8 bytes a result, minutes and hours are slots of 12 bytes: results, bad ones, sum of ms, most ms.
local known = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if known ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
local status, ms = tonumber(ARGV[5]), tonumber(ARGV[6])
redis.call('APPEND', KEYS[3], struct.pack('>I4I1I1I2', tonumber(ARGV[4]), status, 0, math.min(ms, 65535)))
redis.call('PEXPIRE', KEYS[3], ARGV[11])
if status < 2 then
  for i = 0, 1 do
    local key, at = KEYS[4 + i], tonumber(ARGV[7 + i]) * 12
    local old = redis.call('GETRANGE', key, at, at + 11)
    local n, bad, sum, most = 0, 0, 0, 0
    if #old == 12 then n, bad, sum, most = struct.unpack('>I2I2I4I4', old) end
    redis.call('SETRANGE', key, at, struct.pack('>I2I2I4I4', n + 1, bad + (status == 0 and 1 or 0), sum + ms, math.max(most, ms)))
    redis.call('PEXPIRE', key, ARGV[12 + i])
  end
end
redis.call('SET', KEYS[6], ARGV[14])
if ARGV[9] ~= '' then redis.call('HSET', KEYS[2], ARGV[9], ARGV[10]) end
return 1
