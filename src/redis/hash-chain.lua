--- Shared by all scripts that change what the audit has to know: refuses when its head is another, and writes record and head.
local function headMoved(headKey, expected)
  local head = redis.call('GET', headKey) or '0:'
  if head ~= expected then return head end
  return nil
end
local function audit(recordsKey, headKey, line, head)
  redis.call('RPUSH', recordsKey, line)
  redis.call('SET', headKey, head)
end
