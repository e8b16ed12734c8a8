-- The decision on one request for a reservation.

-- The id while its item waits to be relayed; nil once it is safe. Items leave the outbox oldest first.
local function unrelayed(id)
  if not id then return nil end
  local number = tonumber(string.match(id, '^%d+'))
  if number > work.out then return id end
  local oldest = work.oldest()
  if not oldest or number < oldest then return nil end
  return id
end

-- Somebody was faster. What made it so may still be on its way to Kafka.
local function conflict(kind, sale, short)
  return { outcome = 'conflict', type = kind, reservation = sales.view(sale), outbox = unrelayed(sale.ob), shortfalls = short }
end

-- Units the channel may take of each SKU; every line sees what the lines before it took of its components. Answers what is short, or nil, and the
-- lines as granted. ahead: whether units may be promised against deliveries; then also answers these, by SKU.
local function grant(channel, lines, partial, ahead)
  local granted, short = {}, {}
  local taken, promised
  for _, name in ipairs(sorted(lines)) do
    local S = stock.load(name)
    local may = available.exposure(S, channel, taken)
    if ahead and may < lines[name] and S.rules.preorder and may == available.atp(S, taken) then
      -- Only beyond what is there: a channel whose rules keep units from it does not get later ones instead.
      local extra = math.min(lines[name] - may, (preorder.open(S, 1)))
      if extra > 0 then
        promised = promised or {}
        promised[name] = extra
        may = may + extra
      end
    end
    if may < lines[name] then short[#short + 1] = { sku = name, requested = lines[name], available = may } end
    local units = math.min(may, lines[name])
    if units > 0 then
      granted[name] = units
      taken = taken or {}
      for part, each in pairs(available.explode(S)) do taken[part] = (taken[part] or 0) + units * each end
    end
  end
  if #short > 0 and (not partial or not next(granted)) then return short end
  return nil, granted, promised
end

-- One request: {outcome: done|insufficient|unknown|conflict|reused, ...}
local function reserve(request)
  local idem = request.key and work.key('idem', request.key)
  if idem then
    local stored = call('GET', idem)
    if stored then
      stored = cmsgpack.unpack(stored)
      if stored.hash ~= request.hash then return { outcome = 'reused' } end
      return { outcome = 'done', reservation = stored.reservation, replayed = true, outbox = unrelayed(stored.outbox) }
    end
  end
  local lines, unknown = {}, {}
  for _, line in ipairs(request.lines) do
    if stock.load(line.sku).known then lines[line.sku] = (lines[line.sku] or 0) + line.quantity
    else unknown[#unknown + 1] = line.sku end
  end
  if #unknown > 0 then return { outcome = 'unknown', skus = unknown } end
  local function done(sale, outbox)
    local view = sales.view(sale)
    if idem then
      work.write('SET', idem, cmsgpack.pack({ hash = request.hash, reservation = view, outbox = outbox }), 'PXAT',
        work.ends(cfg.idempotencyRetention))
    end
    return { outcome = 'done', reservation = view, outbox = outbox }
  end
  local old = sales.find(request.channel, request.orderId, nil)[1]
  local told, unpaid, gone = false, nil, {}
  if old then
    for name, view in pairs(old.views) do
      if name ~= 'api' and not is_document(name) then
        told = told or view.pl or view.pd or view.sh or view.cn
      end
    end
    if not told then unpaid = sales.given_up(old) end
    if not old.ch then
      -- So far only documents of the ERP, or payments, tell of this sale: what left needs no hold any more.
      for part, units in pairs(sales.judge(old).shipped) do
        if lines[part] then
          gone[part] = math.min(lines[part], units)
          lines[part] = lines[part] - gone[part]
        end
      end
    elseif told then
      -- The channel's order is known already: it is the same sale, and the order is the fact.
      local verdict = sales.judge(old)
      if verdict.unpaid then
        -- Its payment was given up, the order was not: the customer tries again.
        unpaid = verdict.unpaid
      elseif old.st == 'RELEASED' then
        return conflict('already-released', old)
      elseif old.st ~= 'EXPIRED' then
        return done(old, unrelayed(old.ob))
      end
    elseif old.st == 'CONFIRMED' then
      return conflict('already-confirmed', old)
    elseif old.st == 'FULFILLED' then
      return conflict('already-fulfilled', old)
    end
  end
  local function context(reason, id)
    return { reason = reason, at = work.now, source = 'api', eventId = request.key, channel = request.channel, orderId = request.orderId, reservationId = id }
  end
  if old and (old.st == 'HELD' or (unpaid and old.hold and not told)) then
    -- A new attempt of the same owner replaces its own hold; nothing of it is kept if the new one fails.
    step.begin(context('RELEASE', old.id))
    old.rel = work.now
    sales.settle(old)
    step.finish({})
  end
  local short, granted, promised = grant(request.channel, lines, request.partial, request.preorder)
  if short then
    work.forget()
    return { outcome = 'insufficient', shortfalls = short }
  end
  local sale, moved
  if old and told then
    sale = old
  elseif old and not old.ch then
    sale = old
    sales.name_channel(sale, request.channel, request.orderId, nil)
    sale.hold, sale.ht = {}, work.now
    for name in pairs(lines) do
      local units = (granted[name] or 0) + (gone[name] or 0)
      if units > 0 then sale.hold[name] = units end
    end
  else
    sale = sales.create(request.id)
    sales.name_channel(sale, request.channel, request.orderId, nil)
    if old then
      for _, alias in ipairs(old.als) do sales.name(sale, alias) end
      old.als = {}
      sale.views, old.views = old.views, {}
      moved = next(sale.views) and old
      sales.save(old)
    end
    sale.hold = granted
  end
  sale.po = promised
  sale.expires, sale.hs = work.now + (request.ttl > 0 and request.ttl or hold_limit(request.channel)), work.now
  if unpaid then
    local api = sale.views['api'] or {}
    sale.views['api'] = api
    api.py = api.py or {}
    api.py.PENDING, api.pu = math.max(work.now, unpaid + 1), sale.expires
  end
  step.begin(context('HOLD', sale.id))
  -- What was told of the old one is the new one's now, and counts no more for the old one.
  if moved then sales.settle(moved) end
  sales.settle(sale)
  return done(sale, step.finish({}))
end
