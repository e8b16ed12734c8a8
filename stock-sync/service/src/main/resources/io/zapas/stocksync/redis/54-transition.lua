-- The decisions on a reservation that is there: confirm, release, fulfil, extend.

local LOST = { CONFIRMED = 'already-confirmed', FULFILLED = 'already-fulfilled', RELEASED = 'already-released', EXPIRED = 'expired' }
local REACHED = { CONFIRM = 'CONFIRMED', RELEASE = 'RELEASED', FULFIL = 'FULFILLED' }
-- Deliveries and returned parts that one reservation may be told of over HTTP.
local PARTS_MAX = 1000

-- What of these lines is not there to be taken again; the payment is made, so that no channel's limits count. What was promised against deliveries may
-- be promised so again.
local function lacking(sale, lines)
  local short, taken = {}, {}
  for _, name in ipairs(sorted(lines)) do
    local parts, units = available.explode(stock.load(name)), lines[name]
    for part, each in pairs(parts) do
      local free = available.atp(stock.load(part)) - (taken[part] or 0)
      local ahead = part == name and sales.promised_again(sale, part) or 0
      units = math.min(units, math.floor((math.max(0, free) + ahead) / each))
    end
    if units < lines[name] then short[#short + 1] = { sku = name, requested = lines[name], available = units } end
    for part, each in pairs(parts) do taken[part] = (taken[part] or 0) + lines[name] * each end
  end
  return short
end

local function summed(lines)
  local sum = {}
  for _, line in ipairs(lines) do sum[line.sku] = (sum[line.sku] or 0) + line.quantity end
  return sum
end

-- Lines that name more than is left. Shipments that other systems told of too count once, so that what is left to tell of is what HTTP has not told.
local function exceeding(sale, action, lines)
  local told, left, short = sales.told_shipped(sale), {}, {}
  for _, line in ipairs(sales.view(sale).lines) do
    left[line.sku] = action == 'RELEASE' and line.remaining or math.max(0, line.quantity - line.released - (told[line.sku] or 0))
  end
  for _, name in ipairs(sorted(lines)) do
    if lines[name] > (left[name] or 0) then short[#short + 1] = { sku = name, requested = lines[name], available = left[name] or 0 } end
  end
  return short
end

local function size(map)
  local count = 0
  for _ in pairs(map) do count = count + 1 end
  return count
end

local function transition(request)
  local sale = sales.load(request.id)
  if not sale or not sale.ch then return { outcome = 'missing' } end
  local action = request.action
  local function lost(short)
    return conflict(LOST[sale.st], sale, short)
  end
  local function context(reason)
    return { reason = reason, at = work.now, source = 'api', eventId = request.key, channel = sale.ch, orderId = sale.oid, reservationId = sale.id }
  end
  local function done(idem)
    sales.settle(sale)
    local view = sales.view(sale)
    local outbox = step.finish({})
    if idem then
      work.write('SET', idem, cmsgpack.pack({ hash = request.hash, reservation = view, outbox = outbox }), 'PXAT',
        work.ends(cfg.idempotencyRetention))
    end
    return { outcome = 'done', reservation = view, outbox = outbox }
  end
  local function unchanged()
    return { outcome = 'done', reservation = sales.view(sale), outbox = unrelayed(sale.ob) }
  end
  local function ship(key, lines)
    sale.cf = sale.cf or work.now
    local api = sale.views['api'] or {}
    sale.views['api'] = api
    api.sh = api.sh or {}
    api.sh[key or ('all' .. size(api.sh))] = { t = work.now, q = lines, h = request.hash }
  end
  local open = sale.st == 'HELD' or sale.st == 'CONFIRMED'

  if request.lines then
    -- Keys of a reservation live in its own space.
    local idem = work.key('idem', 't' .. SEP .. request.id .. SEP .. request.key)
    local stored = call('GET', idem)
    if stored then
      stored = cmsgpack.unpack(stored)
      if stored.hash ~= request.hash then return { outcome = 'reused' } end
      return { outcome = 'done', reservation = stored.reservation, replayed = true, outbox = unrelayed(stored.outbox) }
    end
    -- The sale itself outlives the answer: a very late repetition must not count twice.
    local key = 'k' .. SEP .. request.key
    local parts = (sale.views['api'] or {}).sh or {}
    local given = sale.rls or {}
    local known = parts[key] or given[key]
    if known then
      if known.h ~= request.hash then return { outcome = 'reused' } end
      return unchanged()
    end
    if not open then return lost() end
    local lines = summed(request.lines)
    local short = exceeding(sale, action, lines)
    if #short > 0 then return conflict('exceeds-reservation', sale, short) end
    if size(parts) + size(given) >= PARTS_MAX then return conflict('too-many-parts', sale) end
    if action == 'RELEASE' then
      step.begin(context('RELEASE'))
      given[key] = { t = work.now, q = lines, h = request.hash }
      sale.rls = given
    else
      step.begin(context('FULFIL'))
      ship(key, lines)
    end
    return done(idem)
  end

  if action == 'EXTEND' then
    if sale.st ~= 'HELD' and sale.st ~= 'EXPIRED' then return lost() end
    local till = math.min(work.now + request.ttl, (sale.hs or sale.created) + cfg.holdMax)
    if sale.st == 'EXPIRED' then
      if till <= work.now then return lost() end
      local short, _, promised = grant(sale.ch, sales.judge(sale).lines, false, sales.was_promised(sale))
      if short then return lost(short) end
      sale.po = promised
      sale.missed = nil
    elseif till <= sale.expires then
      return unchanged()
    end
    step.begin(context('HOLD'))
    sale.expires = till
    return done()
  end

  if sale.st == REACHED[action] then return unchanged() end
  if sale.st == 'EXPIRED' and action == 'CONFIRM' then
    local verdict = sales.judge(sale)
    local short = lacking(sale, verdict.lines)
    if #short > 0 then
      if not sale.missed then
        -- Somebody paid for units that are gone: said once in the ledger, for every component that is short.
        sale.missed = true
        sales.save(sale)
        step.begin(context('CONFIRM'))
        for _, part in ipairs(sorted(verdict.need)) do
          local S = stock.load(part)
          local lack = verdict.need[part] - available.atp(S) - sales.promised_again(sale, part)
          if lack > 0 then step.note(S, 'CONFIRM', lack) end
        end
        sale.ob = step.finish({})
      end
      return lost(short)
    end
  elseif sale.st == 'CONFIRMED' then
    if action ~= 'FULFIL' then return lost() end
  elseif sale.st ~= 'HELD' then
    return lost()
  end
  if action == 'CONFIRM' then
    step.begin(context('CONFIRM'))
    sale.cf = work.now
  elseif action == 'RELEASE' then
    step.begin(context('RELEASE'))
    sale.rel = work.now
  else
    step.begin(context('FULFIL'))
    local rest, told = {}, sales.told_shipped(sale)
    for _, line in ipairs(sales.view(sale).lines) do
      local units = line.quantity - line.released - (told[line.sku] or 0)
      if units > 0 then rest[line.sku] = units end
    end
    ship(nil, rest)
  end
  return done()
end
