import { createScript } from '#redis/script.ts';

/**
 * KEYS message, thread's queue, threads with work. ARGV id, thread, version, place, body, lives for ms.
 * Answers 1 when the message is now in the queue with something new. `newest` also counts what changed nothing. What is
 * shown again and again is remembered for as long: forgotten, it would be posted a second time.
 */
export const putMessage = createScript(`
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
`);

/**
 * KEYS thread's queue, threads with work. ARGV thread, prefix of message keys.
 * Answers id, fields of the message, fields of its parent. A message that has expired leaves the queue.
 */
export const readHead = createScript(`
while true do
  local id = redis.call('LINDEX', KEYS[1], 0)
  if not id then
    redis.call('SREM', KEYS[2], ARGV[1])
    return false
  end
  local message = redis.call('HGETALL', ARGV[2] .. id)
  if #message > 0 then
    local place = cjson.decode(redis.call('HGET', ARGV[2] .. id, 'place'))
    local parent = false
    if place.parent then parent = redis.call('HGET', ARGV[2] .. place.parent, 'ts') end
    return {id, message, parent}
  end
  redis.call('LPOP', KEYS[1])
end
`);

/**
 * KEYS message, thread's queue, threads with work. ARGV id, thread, version, ts.
 * Slack shows \`version\`. A newer one goes to the end of the queue, so that it cannot hold up what waits behind it.
 */
export const markSent = createScript(`
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
`);

/** KEYS lease. ARGV holder, ms. Answers 0 when it is the holder's, else how many ms it is another's. */
export const holdThread = createScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return math.max(1, redis.call('PTTL', KEYS[1])) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
`);

/** KEYS lease. ARGV holder. */
export const releaseThread = createScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`);

/** KEYS message, thread's queue, threads with work, dead letters. ARGV id, thread, letter, letters kept. */
export const buryMessage = createScript(`
redis.call('HDEL', KEYS[1], 'sendingAt', 'fileId', 'failures', 'queued', 'body')
if redis.call('LREM', KEYS[2], 1, ARGV[1]) == 1 then
  redis.call('LPUSH', KEYS[4], ARGV[3])
  redis.call('LTRIM', KEYS[4], 0, tonumber(ARGV[4]) - 1)
end
if redis.call('LLEN', KEYS[2]) == 0 then redis.call('SREM', KEYS[3], ARGV[2]) end
return 1
`);
