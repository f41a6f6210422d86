--- KEYS budget. ARGV size, per second. Answers what is left, in whole calls.
--- @include "slack/now.lua"
--- @include "slack/refill.lua"
return math.floor(tokens)