--- KEYS thread's queue, threads with work. ARGV thread, prefix of message keys.
--- Answers id, fields of the message, fields of its parent. A message that has expired leaves the queue.
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
