-- What each event does. A handler answers a result (APPLIED, STALE, PARKED, REJECTED), a detail for a person, and the time it ends with.
local events = {}
local handlers = {}

local PARKED_MAX = 10000

local function parked_name(sku, channel, offer)
  if sku then return 's' .. SEP .. sku end
  return 'o' .. SEP .. channel .. SEP .. offer
end

local function parked_list(name)
  local list = work.parked[name]
  if not list then
    list = { length = call('HLEN', work.key('pk', name)), added = {} }
    work.parked[name] = list
  end
  return list
end

-- Keeps an event until a name becomes known. Answers false when too many wait already: the caller sends the event to its dead letters.
local function park(event, sku, channel, offer)
  local name = parked_name(sku, channel, offer)
  local list = parked_list(name)
  -- An order with several unknown lines waits under each of them, once.
  event.waits = event.waits or {}
  if event.waits[name] then return true end
  if list.length >= PARKED_MAX then return false end
  event.waits[name] = true
  list.length = list.length + 1
  work.park = work.park + 1
  local packed = cmsgpack.pack(event)
  list.added[#list.added + 1] = { n = work.park, event = packed }
  work.write('HSET', work.key('pk', name), text(work.park), packed)
  if not list.since then
    list.since = tonumber(call('HGET', work.key('pks'), name) or work.now)
    work.write('HSET', work.key('pks'), name, text(list.since))
  end
  step.begin({ reason = 'HOLD', at = event.at, source = event.source, eventId = event.id })
  step.finish({ parked = { sku = sku, channel = channel, offerId = offer, waiting = list.length, since = list.since } })
  return true
end

-- A name became known: what waited for it happens now.
local function unpark(sku, channel, offer)
  local name = parked_name(sku, channel, offer)
  local list = parked_list(name)
  if list.length == 0 then return end
  local waiting = {}
  -- Lists cleared earlier in this call still stand in Redis.
  if not list.cleared then
    local flat = call('HGETALL', work.key('pk', name))
    for i = 1, #flat, 2 do waiting[#waiting + 1] = { n = tonumber(flat[i]), event = flat[i + 1] } end
    table.sort(waiting, function(a, b) return a.n < b.n end)
  end
  for _, parked in ipairs(list.added) do waiting[#waiting + 1] = parked end
  local since = list.since or tonumber(call('HGET', work.key('pks'), name) or work.now)
  list.length, list.added, list.cleared, list.since = 0, {}, true, nil
  work.write('DEL', work.key('pk', name))
  work.write('HDEL', work.key('pks'), name)
  step.begin({ reason = 'HOLD', at = work.now, source = 'api' })
  step.finish({ parked = { sku = sku, channel = channel, offerId = offer, waiting = 0, since = since } })
  for _, parked in ipairs(waiting) do
    local event = cmsgpack.unpack(parked.event)
    handlers[event.type](event)
  end
end

local function context(event, reason)
  return { reason = reason, at = event.at, source = event.source, eventId = event.id, channel = event.channel, orderId = event.orderId }
end

-- The SKU an event may create. Answers it and whether it is new; noted, so that its availability is published.
local function known(event)
  local S = stock.load(event.sku)
  if S.known then return S, false end
  step.note(S, nil)
  S.known = true
  return S, true
end

local function finished(S, new, more)
  step.finish(more or {})
  if new then unpark(S.name) end
end

handlers['stock.level'] = function(event)
  step.begin(context(event, 'LEVEL'))
  local S, new = known(event)
  if event.basis == 'AVAILABLE' then sales.track_holds(S, event.location) end
  local stale, mark
  if event.lot then stale, mark = lots.level(S, event) else stale, mark = stock.level(S, event) end
  if stale == false then return 'REJECTED', mark end
  finished(S, new)
  if stale then return 'STALE', stale, mark end
  return 'APPLIED'
end

-- An issue or return that belongs to an order is that order's shipment or return, told by the ERP.
local function document(event, kind)
  local found = sales.find(nil, event.orderId, nil)
  local sale = found[1]
  if not sale then
    sale = sales.create('d-' .. string.sub(redis.sha1hex(event.orderId), 1, 20))
  end
  sales.name_document(sale, event.orderId)
  local view = DOCUMENTS .. event.source
  sale.views[view] = sale.views[view] or {}
  sale.views[view][kind] = sale.views[view][kind] or {}
  sale.views[view][kind][event.id or text(event.at)] = { t = event.at, l = event.location, q = { [event.sku] = math.abs(event.delta) } }
  local before = sale.st
  local changed = sales.settle(sale)
  return sale, changed and sale.st ~= before
end

handlers['stock.movement'] = function(event)
  step.begin(context(event, event.reason))
  local S, new = known(event)
  local L = stock.location(S, event.location, true)
  local detail, mark
  if L.t and event.at <= L.t then detail, mark = 'contained in the level of', L.t end
  if event.orderId and event.reason == 'ISSUE' and event.delta < 0 then
    local sale, changed = document(event, 'sh')
    finished(S, new)
    return 'APPLIED', detail, mark
  end
  if event.orderId and event.reason == 'RETURN' and event.delta > 0 then
    document(event, 'rt')
    finished(S, new)
    return 'APPLIED', detail, mark
  end
  stock.record(S, event.location, event.at, event.delta, 0, 0, event.lot)
  if event.reason == 'ISSUE' then step.demand(S, event.location, -event.delta, event.at) end
  finished(S, new)
  return 'APPLIED', detail, mark
end

handlers['supply.expected'] = function(event)
  local S = stock.load(event.sku)
  local line = S.inc[event.purchaseOrder]
  if line and event.at < line.t then return 'STALE', 'older than', line.t end
  step.begin(context(event, 'SUPPLY'))
  local new
  S, new = known(event)
  -- A cancelled line stays as a mark, so that an older statement cannot bring it back.
  S.inc[event.purchaseOrder] = { t = event.at, q = event.quantity, eta = event.eta, l = event.location, c = event.confirmed, e = event.etaAt }
  S.supply_changed = true
  work.dirty[S.name] = S
  step.note(S, 'SUPPLY')
  finished(S, new)
  return 'APPLIED'
end

-- Whether the kit stays within its depth and does not contain itself.
local function sound_kit(name, kit)
  local function walk(parts, depth)
    if depth > KIT_DEPTH_MAX then return false end
    for _, part in ipairs(parts) do
      if part.sku == name then return false end
      local inner = stock.load(part.sku).rules.kit
      if inner and not walk(inner, depth + 1) then return false end
    end
    return true
  end
  return walk(kit, 1)
end

-- Notes that the component is, or is no longer (nil), a part of the kit.
local function belongs(C, kit, whether)
  C.kits[kit] = whether
  C.kits_changed = true
  work.dirty[C.name] = C
end

local function kit_version(S)
  local sum = S.v
  for _, part in ipairs(S.rules.kit or {}) do sum = sum + stock.load(part.sku).v end
  return sum
end

handlers['product'] = function(event)
  local S = stock.load(event.sku)
  if S.pt and event.at < S.pt then return 'STALE', 'older than', S.pt end
  local kit = event.rules.kit or {}
  if not sound_kit(event.sku, kit) then
    return 'REJECTED', 'kit contains itself or nests deeper than ' .. KIT_DEPTH_MAX
  end
  step.begin(context(event, 'PRODUCT'))
  local new
  S, new = known(event)
  local shown = kit_version(S)
  local newcomers = {}
  for _, part in ipairs(S.rules.kit or {}) do belongs(stock.load(part.sku), S.name, nil) end
  S.rules, S.pj, S.pt, S.product_changed = event.rules, event.product, event.at, true
  work.dirty[S.name] = S
  for _, part in ipairs(kit) do
    local C, fresh = known({ sku = part.sku })
    belongs(C, S.name, true)
    if fresh then newcomers[#newcomers + 1] = C end
  end
  -- A kit shows its own changes plus those of its parts; other parts must not make it count backwards.
  S.v = math.max(S.v, shown + S.v - kit_version(S))
  step.note(S, 'PRODUCT')
  finished(S, new)
  for _, C in ipairs(newcomers) do unpark(C.name) end
  return 'APPLIED'
end

local REASONS = { PLACED = 'HOLD', PAID = 'CONFIRM', CANCELLED = 'RELEASE', SHIPPED = 'FULFIL', RETURNED = 'RESTOCK' }

local function hold_limit(channel)
  return (cfg.holds or {})[channel] or cfg.hold
end

local function pending_limit(channel)
  return (cfg.pendings or {})[channel] or cfg.pending
end

-- What is heard of a payment is kept by its stage with the newest time: the sale's judge looks at all of them, so their order does not count.
local function heard_of_payment(view, event)
  note_payment(view, event.payment, event.at)
  if event.payment == 'PENDING' then view.pu = view.py.PENDING + pending_limit(event.channel) end
end

-- Records what the channel says and settles. lines: known ones, sku -> units.
local function order(event, lines)
  local found = sales.find(event.channel, event.orderId, event.external)
  local sale = found[1]
  if not sale then
    sale = sales.create('o-' .. string.sub(redis.sha1hex(event.channel .. SEP .. event.orderId), 1, 20))
  end
  local merged = #found > 1
  for i = 2, #found do sales.merge(sale, found[i]) end
  sales.name_channel(sale, event.channel, event.orderId, event.external)
  local name = event.channel .. SEP .. event.orderId
  local view = sale.views[name] or {}
  sale.views[name] = view
  local status, t = event.status, event.at
  local pays = status == 'PAID' or event.payment == 'PAID'
  local first = status == 'PLACED' or pays
  for _, other in pairs(sale.views) do
    if pays then
      if other.pd or (other.py and other.py.PAID) then first = false end
    elseif other.pl or other.pd then
      first = false
    end
  end
  if event.payment then heard_of_payment(view, event) end
  if status == 'PLACED' then
    if not view.pl or t >= view.pl.t then view.pl = { t = t, q = lines } end
  elseif status == 'PAID' then
    if not view.pd or t >= view.pd.t then view.pd = { t = t, q = lines } end
  elseif status == 'CANCELLED' then
    view.cn = view.cn and math.min(view.cn, t) or t
  else
    local kind = status == 'SHIPPED' and 'sh' or 'rt'
    view[kind] = view[kind] or {}
    local parcel = view[kind][text(t)]
    if parcel then
      for line, units in pairs(lines) do parcel.q[line] = math.max(parcel.q[line] or 0, units) end
    else
      view[kind][text(t)] = { t = t, l = event.location, q = lines }
    end
  end
  if status == 'PLACED' or status == 'PAID' or status == 'SHIPPED' then
    sale.ot = math.min(sale.ot or event.placedAt or t, event.placedAt or t)
  end
  -- A new fact about an order outweighs a hold that was given up before.
  if first then sale.rel = nil end
  if status == 'PLACED' and (first or not sale.expires) then
    -- The limit runs from the moment we could first hold: an order that arrives late may still be waiting for its payment.
    sale.expires, sale.hs = math.max(sale.expires or 0, work.now + hold_limit(event.channel)), work.now
  end
  local fresh, before = sale.st == nil, sale.st
  local changed = sales.settle(sale)
  if event.payment and sale.st ~= before then
    -- The payment decided, not the status it came with.
    if sale.st == 'EXPIRED' then step.context().reason = 'EXPIRE' end
    if sale.st == 'RELEASED' then step.context().reason = 'RELEASE' end
  end
  return sale, changed or fresh or merged
end

handlers['order'] = function(event)
  local lines, missing = {}, {}
  for _, line in ipairs(event.lines) do
    local sku = line.sku
    if not sku then
      local offer = work.offer(event.channel .. SEP .. line.offerId)
      sku = offer and offer.sku
      if not sku then missing[#missing + 1] = { offer = line.offerId } end
    end
    if sku then
      if stock.load(sku).known then lines[sku] = (lines[sku] or 0) + line.quantity
      else missing[#missing + 1] = { sku = sku } end
    end
  end
  for _, name in ipairs(missing) do
    local key = parked_name(name.sku, event.channel, name.offer)
    if not (event.waits or {})[key] and parked_list(key).length >= PARKED_MAX then
      return 'REJECTED', 'more than ' .. PARKED_MAX .. ' events wait for ' .. (name.sku or name.offer)
    end
  end
  local parked = {}
  for _, name in ipairs(missing) do
    local key = parked_name(name.sku, event.channel, name.offer)
    if not parked[key] then
      parked[key] = true
      if name.sku then park(event, name.sku) else park(event, nil, event.channel, name.offer) end
    end
  end
  if next(lines) then
    -- A payment that arrives with the order is the order paid.
    if event.status == 'PLACED' and event.payment == 'PAID' then event.status = 'PAID' end
    step.begin(context(event, REASONS[event.status]))
    local sale, changed = order(event, lines)
    step.context().reservationId = sale.id
    step.finish({})
  end
  if #missing > 0 then return 'PARKED', 'unknown: ' .. (missing[1].sku or missing[1].offer) end
  return 'APPLIED'
end

local PAYMENT_REASONS = { PENDING = 'HOLD', PAID = 'CONFIRM', FAILED = 'HOLD', CANCELLED = 'RELEASE' }

-- Whether anybody told what the sale is of.
local function has_lines(sale)
  if sale.hold then return true end
  for _, view in pairs(sale.views) do
    if view.pl or view.pd or view.sh then return true end
  end
  return false
end

-- A payment is a fact about an order, whoever told of that, and may come before it: then it stands under the order's name until the order joins it.
handlers['payment'] = function(event)
  step.begin(context(event, PAYMENT_REASONS[event.payment]))
  local found = sales.find(event.channel, event.orderId, nil)
  local sale = found[1]
  if not sale then
    sale = sales.create('o-' .. string.sub(redis.sha1hex(event.channel .. SEP .. event.orderId), 1, 20))
    sales.name(sale, by_channel(event.channel, event.orderId))
    if not work.alias(by_order(event.orderId)) then sales.name(sale, by_order(event.orderId)) end
  end
  local first = event.payment == 'PAID'
  for _, view in pairs(sale.views) do
    if view.pd or (view.py and view.py.PAID) then first = false end
  end
  local name = PAYMENTS .. event.source
  sale.views[name] = sale.views[name] or {}
  heard_of_payment(sale.views[name], event)
  -- Who paid wants it, whatever became of the hold before.
  if first then sale.rel = nil end
  local told = has_lines(sale)
  if not told then
    if not sale.ach then sale.ach, sale.aoid = event.channel, event.orderId end
    if event.payment == 'PAID' then sale.aw = sale.aw or work.now + hold_limit(event.channel) end
  end
  local before = sale.st
  sales.settle(sale)
  if sale.st ~= before and sale.st == 'EXPIRED' then step.context().reason = 'EXPIRE' end
  step.context().reservationId = sale.id
  step.finish({})
  if not told then return 'PARKED', 'unknown order: ' .. event.orderId end
  return 'APPLIED'
end

-- Notes that the SKU has, or has no longer (nil), the listing.
local function lists(S, listing, whether)
  S.listings[listing] = whether
  S.listings_changed = true
  work.dirty[S.name] = S
  step.note(S, nil)
end

handlers['offer'] = function(event)
  local name = event.channel .. SEP .. event.offerId
  local offer = work.offer(name)
  local sku = event.sku or (offer and offer.sku)
  if not sku then
    if not park(event, nil, event.channel, event.offerId) then
      return 'REJECTED', 'more than ' .. PARKED_MAX .. ' events wait for ' .. event.offerId
    end
    return 'PARKED', 'unknown: ' .. event.offerId
  end
  local S = stock.load(sku)
  if not S.known then
    if not park(event, sku) then return 'REJECTED', 'more than ' .. PARKED_MAX .. ' events wait for ' .. sku end
    return 'PARKED', 'unknown: ' .. sku
  end
  if offer and event.at < offer.at then return 'STALE', 'older than', offer.at end
  step.begin(context(event, 'PRODUCT'))
  local now = { channel = event.channel, offerId = event.offerId, sku = sku, quantity = event.quantity, pushed = event.pushed, at = event.at,
    retries = event.retries, nextRetryAt = event.nextRetryAt, quarantine = event.quarantine }
  work.set_offer(name, now)
  if not offer or offer.sku ~= sku then
    if offer then lists(stock.load(offer.sku), name, nil) end
    lists(S, name, true)
  end
  step.finish({ offer = now })
  if not offer or offer.sku ~= sku then unpark(nil, event.channel, event.offerId) end
  return 'APPLIED'
end

function events.apply(event)
  -- A source whose clock runs ahead states what is true now, not what will be.
  event.at = math.min(event.at, work.now)
  if event.placedAt then event.placedAt = math.min(event.placedAt, work.now) end
  return handlers[event.type](event)
end
