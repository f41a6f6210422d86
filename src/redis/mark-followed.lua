--- KEYS subject, its events. ARGV field of the follower, seq.
--- Never goes back: a follower that was thought dead may end after the one that took over. Keeps nothing for a subject
--- that has expired.
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
local done = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if tonumber(ARGV[2]) > done then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 1
