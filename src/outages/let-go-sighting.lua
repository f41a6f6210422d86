--- KEYS held. ARGV fingerprint, sighting id or ''. Another one that came meanwhile stays.
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and (ARGV[2] == '' or cjson.decode(held).id == ARGV[2]) then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
