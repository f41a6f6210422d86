--- KEYS beats. ARGV monitor, time that was read, its new time: a job that was heard meanwhile is not forgotten.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
