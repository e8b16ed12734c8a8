-- What stands behind a SKU's numbers.
local explain = {}

-- Ignored events remembered beside each SKU.
local IGNORED_KEPT = 8
local HOLDS_SHOWN = 20

-- Remembers that an event changed nothing, and why.
function explain.ignored(event, why, mark)
  local S = event.sku and stock.load(event.sku)
  if not S or not S.known then return end
  S.g = (S.g or 0) + 1
  work.dirty[S.name] = S
  work.write('HSET', work.key('ig', S.name), S.g % IGNORED_KEPT, cmsgpack.pack({ source = event.source, eventId = event.id, type = event.type,
    at = event.at, recordedAt = work.now, why = why, mark = mark }))
end

local function watermarks(S)
  local marks = {}
  local function add(holder, place, lot)
    local newest = stock.newest(holder)
    for _, source in ipairs(sorted(holder.w)) do
      local w = holder.w[source]
      marks[#marks + 1] = { source = source, location = place, lot = lot, at = w.t, version = w.v, quantity = w.q, basis = w.b,
        inForce = w == newest, heardAt = tonumber(call('HGET', work.key('src'), source) or 0) }
    end
  end
  for _, place in ipairs(sorted(S.locs)) do
    local L = S.locs[place]
    add(L, place)
    for _, lot in ipairs(sorted(L.lots or {})) do add(L.lots[lot], place, lot) end
  end
  return marks
end

local function packed_values(key)
  local values = {}
  for _, packed in ipairs(call('HVALS', key)) do values[#values + 1] = cmsgpack.unpack(packed) end
  return values
end

-- The youngest open orders and reservations.
local function holders(S)
  local list = {}
  for _, id in ipairs(call('ZREVRANGE', work.key('oo', S.name), 0, HOLDS_SHOWN - 1)) do
    local sale = sales.load(id)
    if sale then
      local units = 0
      for name, effect in pairs(sale.fx) do
        if string.sub(name, 1, #S.name + 1) == S.name .. SEP then units = units + effect.r end
      end
      list[#list + 1] = { id = sale.id, orderId = sale.oid, channel = sale.ch, state = sale.st, units = units,
        expiresAt = sale.st == 'HELD' and sale.due or nil }
    end
  end
  return list
end

-- {watermarks, ignored, listings, holders, open: how many orders hold units in all, rules: [{rule, before, after}] what limits the channel}
function explain.of(S, channel)
  local listings, rules = {}, {}
  for _, name in ipairs(sorted(S.listings)) do
    local offer = work.offer(name)
    if offer and (not channel or offer.channel == channel) then listings[#listings + 1] = offer end
  end
  if channel then
    available.exposure(S, channel, nil, nil, function(rule, before, after)
      rules[#rules + 1] = { rule = rule, before = before, after = after }
    end)
  end
  return { watermarks = watermarks(S), ignored = packed_values(work.key('ig', S.name)), listings = listings, holders = holders(S),
    open = call('ZCARD', work.key('oo', S.name)), rules = rules }
end
