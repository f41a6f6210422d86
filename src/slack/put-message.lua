--- KEYS message, thread's queue, threads with work. ARGV id, thread, version, place, body, lives for ms.
--- Answers 1 when the message is now in the queue with something new. `newest` also counts what changed nothing. What is
--- shown again and again is remembered for as long: forgotten, it would be posted a second time.
local newest = redis.call('HGET', KEYS[1], 'newest')
if newest and redis.call('PTTL', KEYS[1]) < tonumber(ARGV[6]) / 2 then redis.call('PEXPIRE', KEYS[1], ARGV[6]) end
if newest and tonumber(newest) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], 'newest', ARGV[3])
local sum = redis.sha1hex(ARGV[5])
if redis.call('HGET', KEYS[1], 'sum') == sum then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[3], 'place', ARGV[4], 'body', ARGV[5], 'sum', sum)
if redis.call('HSETNX', KEYS[1], 'queued', 1) == 1 then redis.call('RPUSH', KEYS[2], ARGV[1]) end
redis.call('SADD', KEYS[3], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1
