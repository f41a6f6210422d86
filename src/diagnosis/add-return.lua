--- KEYS the returns of a look. ARGV what is handed back. A late one must not bring back what has expired.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('XADD', KEYS[1], '*', 'returned', ARGV[1])
return 1
