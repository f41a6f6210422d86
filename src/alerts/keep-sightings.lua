--- KEYS signature, seen, pending. ARGV signature or '', its life, now, forget what was seen before; then of each: its
--- key, the key of its other state, the id of its sighting, the sighting. Answers how many were new, -1 when the
--- signature was used before.
--- What was told last counts: its other state is forgotten, since it may come again with the same start. Alertmanager
--- calls an alert resolved of which it hears nothing for a while, and later the very same one firing.
--- @include "alerts/claim-signature.lua"
local new = 0
for i = 5, #ARGV, 4 do
  if redis.call('ZADD', KEYS[2], ARGV[3], ARGV[i]) == 1 then
    redis.call('HSET', KEYS[3], ARGV[i + 2], ARGV[i + 3])
    redis.call('ZREM', KEYS[2], ARGV[i + 1])
    new = new + 1
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
return new
