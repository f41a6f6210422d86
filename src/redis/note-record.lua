--- @include "redis/hash-chain.lua"
--- KEYS audit, head. ARGV expected head, record, new head. Something worth keeping that changed no state.
local moved = headMoved(KEYS[2], ARGV[1])
if moved then return {'head', moved} end
audit(KEYS[1], KEYS[2], ARGV[2], ARGV[3])
return {'ok'}
