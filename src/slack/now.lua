--- Redis' own clock: those of several machines differ by more than a budget lasts.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
