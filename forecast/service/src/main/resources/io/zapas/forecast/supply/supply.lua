-- Stores what a batch of one partition changed: open purchase orders of SKUs, deliveries of suppliers, prices of SKUs by day, and the position behind it.
--
-- KEYS[1] positions (hash: partition -> next offset)   KEYS[2] deliveries (hash: supplier -> JSON list of texts, newest last)
-- KEYS[3] revision of the deliveries   ARGV[1] key prefix of a SKU's orders   ARGV[2] partition   ARGV[3] first offset of the batch
-- ARGV[4] next offset   ARGV[5] deliveries kept per supplier   ARGV[6] JSON: {orders: [sku, text, ...], deliveries: [supplier, text, ...],
-- prices: [sku, day, text, ...]}   ARGV[7] key prefix of a SKU's prices   ARGV[8] days of prices kept per SKU
--
-- The text of a price begins with the milliseconds of its statement: of a day the newest one is kept, whatever the order they come in.
--
-- Returns the next offset. Another value than ARGV[4]: the batch overlaps with what is applied already, nothing was changed.

local stored = redis.call('HGET', KEYS[1], ARGV[2])
if stored and tonumber(stored) > tonumber(ARGV[3]) then
  return tonumber(stored)
end

local change = cjson.decode(ARGV[6])
for i = 1, #change.orders, 2 do
  redis.call('SET', ARGV[1] .. change.orders[i], change.orders[i + 1])
end

local kept = tonumber(ARGV[5])
for i = 1, #change.deliveries, 2 do
  local supplier = change.deliveries[i]
  local known = redis.call('HGET', KEYS[2], supplier)
  local list = known and cjson.decode(known) or {}
  list[#list + 1] = change.deliveries[i + 1]
  while #list > kept do
    table.remove(list, 1)
  end
  redis.call('HSET', KEYS[2], supplier, cjson.encode(list))
end
if #change.deliveries > 0 then
  redis.call('INCR', KEYS[3])
end

local most = tonumber(ARGV[8])
for i = 1, #change.prices, 3 do
  local key = ARGV[7] .. change.prices[i]
  local day = change.prices[i + 1]
  local known = redis.call('HGET', key, day)
  if not known or tonumber(string.match(known, '^%-?%d+')) <= tonumber(string.match(change.prices[i + 2], '^%-?%d+')) then
    redis.call('HSET', key, day, change.prices[i + 2])
    if redis.call('HLEN', key) > most then
      local oldest = day
      for _, field in ipairs(redis.call('HKEYS', key)) do
        if tonumber(field) < tonumber(oldest) then
          oldest = field
        end
      end
      redis.call('HDEL', key, oldest)
    end
  end
end

redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
return tonumber(ARGV[4])
