-- Takes or prolongs the lease KEYS[1] for ARGV[1] (owner), ARGV[2] (milliseconds).
-- KEYS[2] counts reigns. Answers the number of the reign, or an empty text when another holds it.
local holder = redis.call('HGET', KEYS[1], 'owner')
if not holder then
  local fence = redis.call('INCR', KEYS[2])
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'fence', fence)
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return tostring(fence)
end
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('HGET', KEYS[1], 'fence')
end
return ''
