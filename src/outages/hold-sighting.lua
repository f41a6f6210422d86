--- KEYS sightings that were taken, held. ARGV sighting id, at, fingerprint, sighting. Each is held once.
if redis.call('ZADD', KEYS[1], 'NX', ARGV[2], 'held/' .. ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
return 1
