--- KEYS the returns of a look. ARGV lives for ms. The empty first entry is what makes the stream be there.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('XADD', KEYS[1], '*', 'open', '')
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
