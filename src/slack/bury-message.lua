--- KEYS message, thread's queue, threads with work, dead letters. ARGV id, thread, letter, letters kept.
redis.call('HDEL', KEYS[1], 'sendingAt', 'fileId', 'failures', 'queued', 'body')
if redis.call('LREM', KEYS[2], 1, ARGV[1]) == 1 then
  redis.call('LPUSH', KEYS[4], ARGV[3])
  redis.call('LTRIM', KEYS[4], 0, tonumber(ARGV[4]) - 1)
end
if redis.call('LLEN', KEYS[2]) == 0 then redis.call('SREM', KEYS[3], ARGV[2]) end
return 1
