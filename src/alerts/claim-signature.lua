--- A signature is used up in the same step as what it signed is stored: refused or lost deliveries may be sent again.
--- Redis refuses for want of memory only before a script's first write, and never a removal: what adds comes first, so that
--- all is refused or nothing.
if ARGV[1] ~= '' and not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[2]) then return -1 end
