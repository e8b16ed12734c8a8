-- Folds one batch of ledger entries of one partition into the daily demand of its SKUs, together with the position behind it.
--
-- KEYS[1] positions (hash: partition -> next offset)   KEYS[2] SKUs of this partition (set)
-- ARGV[1] key prefix of a SKU's history   ARGV[2] partition   ARGV[3] first offset of the batch   ARGV[4] next offset
-- ARGV[5] oldest day kept   ARGV[6] JSON: [{sku, set: [field, value, ...], add: [field, amount, ...], oldest: first day changed}]
--
-- A change of a day that the SKU's kept state counts already (field upto) raises its counter of late changes: the state is void.
-- Returns the next offset. Another value than ARGV[4]: the batch overlaps with what is applied already, nothing was changed.

local PRUNE_EVERY_DAYS = 30

local stored = redis.call('HGET', KEYS[1], ARGV[2])
if stored and tonumber(stored) > tonumber(ARGV[3]) then
  return tonumber(stored)
end

local oldest = tonumber(ARGV[5])

-- Looks at every field of one history, so only when a month has passed since the last time.
local function prune(key)
  local stored = redis.call('HGET', key, 'pruned')
  local pruned = tonumber(stored or oldest)
  if oldest - pruned >= PRUNE_EVERY_DAYS then
    for _, field in ipairs(redis.call('HKEYS', key)) do
      local day = tonumber(string.match(field, '^[do]:(%-?%d+)$'))
      if day and day < oldest then
        redis.call('HDEL', key, field)
      end
    end
    pruned = oldest
  elseif stored then
    return
  end
  redis.call('HSET', key, 'pruned', string.format('%d', pruned))
end

local skus = {}
for i, change in ipairs(cjson.decode(ARGV[6])) do
  local key = ARGV[1] .. change.sku
  redis.call('HSET', key, unpack(change.set))
  for j = 1, #change.add, 2 do
    redis.call('HINCRBY', key, change.add[j], change.add[j + 1])
  end
  local upto = redis.call('HGET', key, 'upto')
  if upto and change.oldest and tonumber(change.oldest) <= tonumber(upto) then
    redis.call('HINCRBY', key, 'late', 1)
  end
  skus[i] = change.sku
  prune(key)
end
if #skus > 0 then redis.call('SADD', KEYS[2], unpack(skus)) end

redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
return tonumber(ARGV[4])
