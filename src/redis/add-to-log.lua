--- Adds a line to the log of all events: `of` and `id` name what changed, `seq` says how many events it has now.
--- Positions are whole numbers, so that the distance of a follower from the end is one subtraction. The events themselves
--- stand once, in the list of what they happened to.
local function addToLog(logKey, tipKey, of, id, seq)
  local at = string.format('%.0f', redis.call('INCR', tipKey))
  redis.call('XADD', logKey, 'MAXLEN', '~', 100000, at .. '-0', 'of', of, 'id', id, 'seq', seq)
end
