--- KEYS signature, marks by time, marks by id. ARGV signature or '', its life, time of the mark, id, mark, oldest to
--- keep, life of the keys. Answers 1 when it was new, 0 when it stood there, -1 when the signature was used before.
--- @include "alerts/claim-signature.lua"
if redis.call('HSETNX', KEYS[3], ARGV[4], ARGV[5]) == 0 then return 0 end
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[6])) do
  redis.call('HDEL', KEYS[3], id)
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[6])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('PEXPIRE', KEYS[3], ARGV[7])
return 1
