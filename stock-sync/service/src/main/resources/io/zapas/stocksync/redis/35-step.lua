-- One step: what one event or call changed, as ledger entries and one outbox item. Whoever changes a location calls step.touch before.
local current

-- Ledger entries kept beside each SKU, to explain its numbers.
local TRAIL = 16

-- context: reason, at, source, eventId, channel, orderId, reservationId
function step.begin(context)
  current = { context = context, order = {}, skus = {}, sku_order = {}, sales = {} }
end

function step.sku(S)
  local seen = current.skus[S.name]
  if not seen then
    seen = { S = S, shortfall = available.shortfall(S), locs = {}, order = {} }
    current.skus[S.name] = seen
    current.sku_order[#current.sku_order + 1] = S.name
  end
  return seen
end

function step.touch(S, L)
  local seen = step.sku(S)
  local at = seen.locs[L.name]
  L.changed = true
  if not at then
    at = { L = L, o = L.o, r = L.r, net = 0, demand = 0 }
    seen.locs[L.name] = at
    seen.order[#seen.order + 1] = L.name
  end
  return at
end

-- Of the on-hand change at L, so much only undoes what a net source had subtracted.
function step.net(S, L, units)
  local at = step.touch(S, L)
  at.net = at.net + units
end

function step.demand(S, name, units, when)
  local at = step.touch(S, stock.location(S, name))
  at.demand = at.demand + units
  at.demand_at = when
end

-- The SKU changed in a way no location shows (product, supply, created): one entry without location. reason nil: counted, but no entry.
function step.note(S, reason, shortfall)
  local seen = step.sku(S)
  seen.note = reason or seen.note
  seen.counted = true
  seen.noted_shortfall = shortfall
end

-- A ledger entry, packed, and kept beside its SKU: seq, sku, location, SKU version, reason, at, recorded at, on-hand before and after, reserved before and
-- after, available after, demand, demand at, source, event id, channel, order id, reservation id, shortfall; false where there is none.
local function ledger_entry(context, S, reason, loc, o0, o1, r0, r1, atp, demand, demand_at, short)
  work.seq = work.seq + 1
  local packed = cmsgpack.pack({ work.seq, S.name, loc or false, S.v, reason, context.at, work.now, o0, o1, r0, r1, atp, demand,
    demand ~= 0 and demand_at or false, context.source or false, context.eventId or false, context.channel or false,
    context.orderId or false, context.reservationId or false, short })
  S.n = S.n + 1
  work.write('HSET', work.key('t', S.name), S.n % TRAIL, packed)
  return packed
end

-- Ends the step: versions, ledger entries, and what the outbox tells of it. more: offer, parked. Answers the outbox id, or nil when nothing happened.
function step.finish(more)
  local context = current.context
  local entries = {}
  local found = {}
  for _, name in ipairs(current.sku_order) do
    local seen = current.skus[name]
    local S = seen.S
    local changed = seen.counted
    for _, loc in ipairs(seen.order) do
      local at = seen.locs[loc]
      at.changed = at.L.o ~= at.o or at.L.r ~= at.r or at.demand ~= 0 or at.net ~= 0
      changed = changed or at.changed
    end
    if changed then
      S.v = S.v + 1
      S.as = work.now
      S.known = true
      work.dirty[name] = S
      found[name] = true
    end
    seen.changed = changed
  end
  for _, name in ipairs(current.sku_order) do
    if current.skus[name].changed then available.kits_around(name, found) end
  end
  for _, name in ipairs(current.sku_order) do
    local seen = current.skus[name]
    if seen.changed then
      local S = seen.S
      local short = seen.noted_shortfall or math.max(0, available.shortfall(S) - seen.shortfall)
      local atp = available.atp(S)
      for _, loc in ipairs(seen.order) do
        local at = seen.locs[loc]
        if at.changed then
          local L = at.L
          if L.o - at.net ~= at.o or L.r ~= at.r or at.demand ~= 0 then
            entries[#entries + 1] = ledger_entry(context, S, context.reason, loc, at.o, L.o - at.net, at.r, L.r, atp, at.demand, at.demand_at, short)
            short = 0
          end
          if at.net ~= 0 then
            entries[#entries + 1] = ledger_entry(context, S, 'NET_OFFSET', loc, L.o - at.net, L.o, L.r, L.r, atp, 0, nil, short)
            short = 0
          end
        end
      end
      if seen.note then entries[#entries + 1] = ledger_entry(context, S, seen.note, nil, 0, 0, 0, 0, atp, 0, nil, short) end
    end
  end
  local touched = sorted(found)
  local id
  if #entries > 0 or #touched > 0 or more.offer or more.parked then
    id = work.emit({ e = entries, t = touched, offer = more.offer, parked = more.parked })
  end
  for _, sale in ipairs(current.sales) do
    id = work.id()
    sale.ob = id
  end
  return id
end

-- The step's outbox item tells of this sale, which keeps its id: who asks again learns whether Kafka has it.
function step.tells(sale)
  current.sales[#current.sales + 1] = sale
end

function step.context()
  return current.context
end
