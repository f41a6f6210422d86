--- KEYS message, thread's queue, threads with work. ARGV id, thread, version, ts.
--- Slack shows `version`. A newer one goes to the end of the queue, so that it cannot hold up what waits behind it.
redis.call('HDEL', KEYS[1], 'sendingAt', 'fileId', 'failures')
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'ts', ARGV[4]) end
if redis.call('LREM', KEYS[2], 1, ARGV[1]) == 1 then
  if redis.call('HGET', KEYS[1], 'version') == ARGV[3] then
    redis.call('HDEL', KEYS[1], 'queued', 'body')
  else
    redis.call('RPUSH', KEYS[2], ARGV[1])
  end
end
if redis.call('LLEN', KEYS[2]) == 0 then redis.call('SREM', KEYS[3], ARGV[2]) end
return 1
