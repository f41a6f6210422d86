local tokens = tonumber(redis.call('HGET', KEYS[1], 'tokens') or ARGV[1])
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or now)
tokens = math.min(tonumber(ARGV[1]), tokens + math.max(0, now - at) / 1000 * tonumber(ARGV[2]))
