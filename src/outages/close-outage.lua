--- KEYS events, open outages. ARGV outage id, if seq. What came meanwhile keeps it open.
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return 0 end
return redis.call('ZREM', KEYS[2], ARGV[1])
