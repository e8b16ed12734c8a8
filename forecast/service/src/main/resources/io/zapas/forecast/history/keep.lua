-- Keeps the state of a SKU, unless what it was made from has changed since it was read.
--
-- KEYS[1] the SKU's history   ARGV[1] its counter of late changes as read   ARGV[2] state   ARGV[3] the newest day in it
-- then for each of the newest days' fields: field, value as read ('' for none)
--
-- Returns 1 when it is kept.

if (redis.call('HGET', KEYS[1], 'late') or '0') ~= ARGV[1] then
  return 0
end
for i = 4, #ARGV, 2 do
  if (redis.call('HGET', KEYS[1], ARGV[i]) or '') ~= ARGV[i + 1] then
    return 0
  end
end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'upto', ARGV[3])
return 1
