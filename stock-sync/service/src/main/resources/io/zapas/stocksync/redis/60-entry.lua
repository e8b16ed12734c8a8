-- Entry points. Every one first ends holds whose time is over; when more are due than one call may sweep, it does only that and answers
-- {again: true}, so that no answer ever counts a hold that is over, and no call runs long.
local entry = {}

local SWEEP_MAX = 256

local function reply(value)
  work.commit()
  return cjson.encode(value)
end

-- Part of a partition, in order. {results: [{r result, d detail, t time}]}. When one is REJECTED nothing of it has happened.
function entry.apply()
  local results = {}
  local next_offset = 0
  local position = input.position
  if position then next_offset = tonumber(redis.call('HGET', work.key('pos'), position.name) or 0) end
  local heard, rejected = {}, false
  for i, event in ipairs(input.events) do
    if position and event.offset < next_offset then
      results[i] = { r = 'DUPLICATE' }
    elseif work.duplicate(event.source, event.id) then
      results[i] = { r = 'DUPLICATE' }
    else
      heard[event.source] = true
      local result, detail, time = events.apply(event)
      results[i] = { r = result, d = detail, t = time }
      rejected = rejected or result == 'REJECTED'
    end
  end
  if rejected then
    -- The position must not pass an event that nobody keeps: the caller sets it aside first, then comes with the others.
    work.forget()
    return reply({ results = results })
  end
  for source in pairs(heard) do work.write('HSET', work.key('src'), source, text(work.now)) end
  if position and position.next > next_offset then work.write('HSET', work.key('pos'), position.name, text(position.next)) end
  return reply({ results = results })
end

-- The id while its item waits to be relayed; nil once it is safe. Items leave the outbox oldest first.
local function unrelayed(id)
  if not id then return nil end
  local number = tonumber(string.match(id, '^%d+'))
  if #work.items > 0 and number > work.out - #work.items then return id end
  local oldest = redis.call('XRANGE', work.key('out'), '-', '+', 'COUNT', 1)
  if #oldest == 0 or number < tonumber(string.match(oldest[1][1], '^%d+')) then return nil end
  return id
end

-- Somebody was faster. What made it so may still be on its way to Kafka.
local function conflict(kind, sale)
  return reply({ outcome = 'conflict', type = kind, reservation = sales.view(sale), outbox = unrelayed(sale.ob) })
end

-- Units the channel may take of each SKU; every line sees what the lines before it took of its components. Answers what is short, or nil, and the
-- lines as granted. ahead: whether units may be promised against deliveries; then also answers these and their days, by SKU.
local function grant(channel, lines, partial, ahead)
  local granted, short = {}, {}
  local taken, promised, from
  for _, name in ipairs(sorted(lines)) do
    local S = stock.load(name)
    local may = available.exposure(S, channel, taken)
    if ahead and may < lines[name] and S.rules.preorder and may == available.atp(S, taken) then
      -- Only beyond what is there: a channel whose rules keep units from it does not get later ones instead.
      local extra = math.min(lines[name] - may, (preorder.open(S, 1)))
      if extra > 0 then
        promised, from = promised or {}, from or {}
        promised[name], from[name] = extra, select(2, preorder.open(S, extra))
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
  return nil, granted, promised, from
end

-- {outcome: done|insufficient|unknown|conflict|reused, ...}
function entry.reserve()
  local request = input.request
  local idem = request.key and work.key('idem', request.key)
  if idem then
    local stored = redis.call('GET', idem)
    if stored then
      stored = cjson.decode(stored)
      if stored.hash ~= request.hash then return reply({ outcome = 'reused' }) end
      return reply({ outcome = 'done', reservation = stored.reservation, replayed = true, outbox = unrelayed(stored.outbox) })
    end
  end
  local lines, unknown = {}, {}
  for _, line in ipairs(request.lines) do
    if stock.load(line.sku).known then lines[line.sku] = (lines[line.sku] or 0) + line.quantity
    else unknown[#unknown + 1] = line.sku end
  end
  if #unknown > 0 then return reply({ outcome = 'unknown', skus = unknown }) end
  local function done(sale, outbox)
    local view = sales.view(sale)
    if idem then
      work.write('SET', idem, cjson.encode({ hash = request.hash, reservation = view, outbox = outbox }), 'PX', text(cfg.idempotencyRetention))
    end
    return reply({ outcome = 'done', reservation = view, outbox = outbox })
  end
  local old = sales.find(request.channel, request.orderId, nil)[1]
  local told = false
  if old then
    for name, view in pairs(old.views) do
      if name ~= 'api' and not is_document(name) then
        told = told or view.pl or view.pd or view.sh or view.cn
      end
    end
    if not old.ch then
      -- So far only documents of the ERP tell of this sale: what they shipped needs no hold any more.
      for part, units in pairs(sales.judge(old).shipped) do
        if lines[part] then lines[part] = math.max(0, lines[part] - units) end
      end
    elseif told then
      -- The channel's order is known already: it is the same sale, and the order is the fact.
      if old.st == 'RELEASED' then return conflict('already-released', old) end
      if old.st ~= 'EXPIRED' then return done(old, unrelayed(old.ob)) end
    elseif old.st == 'CONFIRMED' then
      return conflict('already-confirmed', old)
    elseif old.st == 'FULFILLED' then
      return conflict('already-fulfilled', old)
    end
  end
  local function context(reason, id)
    return { reason = reason, at = work.now, source = 'api', eventId = request.key, channel = request.channel, orderId = request.orderId, reservationId = id }
  end
  if old and old.st == 'HELD' then
    -- A new attempt of the same owner replaces its own hold; nothing of it is kept if the new one fails.
    step.begin(context('RELEASE', old.id))
    old.rel = work.now
    sales.settle(old)
    step.finish({ reservation = sales.view(old) })
  end
  local short, granted, promised, from = grant(request.channel, lines, request.partial, request.preorder)
  if short then
    work.forget()
    return reply({ outcome = 'insufficient', shortfalls = short })
  end
  local sale
  if old and told then
    sale = old
    sale.xp = nil
  elseif old and not old.ch then
    sale = old
    sales.name_channel(sale, request.channel, request.orderId, nil)
    sale.hold, sale.ht = {}, work.now
    for _, line in ipairs(request.lines) do sale.hold[line.sku] = (sale.hold[line.sku] or 0) + line.quantity end
  else
    sale = sales.create(request.id)
    sales.name_channel(sale, request.channel, request.orderId, nil)
    if old then
      for _, alias in ipairs(old.als) do sales.name(sale, alias) end
      old.als = {}
      sale.views, old.views = old.views, {}
      sales.save(old)
    end
    sale.hold = granted
  end
  sale.po, sale.pf = promised, from
  sale.expires = work.now + (request.ttl > 0 and request.ttl or hold_limit(request.channel))
  step.begin(context('HOLD', sale.id))
  sales.settle(sale)
  return done(sale, step.finish({ reservation = sales.view(sale) }))
end

local LOST = { CONFIRMED = 'already-confirmed', FULFILLED = 'already-fulfilled', RELEASED = 'already-released', EXPIRED = 'expired' }
local REACHED = { CONFIRM = 'CONFIRMED', RELEASE = 'RELEASED', FULFIL = 'FULFILLED' }

-- Whether the units of an expired hold can be taken again.
local function obtainable(sale, need)
  for part, units in pairs(need) do
    if available.atp(stock.load(part)) < units then return false end
  end
  return true
end

function entry.transition()
  local request = input.request
  local sale = sales.load(request.id)
  if not sale or not sale.ch then return reply({ outcome = 'missing' }) end
  local action = request.action
  if sale.st == REACHED[action] then return reply({ outcome = 'done', reservation = sales.view(sale), outbox = unrelayed(sale.ob) }) end
  local function lost()
    return conflict(LOST[sale.st], sale)
  end
  local function context(reason)
    return { reason = reason, at = work.now, source = 'api', channel = sale.ch, orderId = sale.oid, reservationId = sale.id }
  end
  if sale.st == 'EXPIRED' and action == 'CONFIRM' then
    local need = sales.judge(sale).need
    if not obtainable(sale, need) then
      if not sale.missed then
        -- Somebody paid for units that are gone: said once in the ledger, for every component that is short.
        sale.missed = true
        sales.save(sale)
        step.begin(context('CONFIRM'))
        for _, part in ipairs(sorted(need)) do
          local S = stock.load(part)
          local lack = need[part] - available.atp(S)
          if lack > 0 then step.note(S, 'CONFIRM', lack) end
        end
        sale.ob = step.finish({})
      end
      return lost()
    end
  elseif sale.st == 'CONFIRMED' then
    if action ~= 'FULFIL' then return lost() end
  elseif sale.st ~= 'HELD' then
    return lost()
  end
  if action == 'CONFIRM' then
    step.begin(context('CONFIRM'))
    sale.cf, sale.xp = work.now, nil
  elseif action == 'RELEASE' then
    step.begin(context('RELEASE'))
    sale.rel = work.now
  else
    step.begin(context('FULFIL'))
    sale.cf = sale.cf or work.now
    local lines = {}
    for _, line in ipairs(sales.view(sale).lines) do lines[line.sku] = line.quantity end
    sale.views['api'] = { sh = { api = { t = work.now, q = lines } } }
  end
  sales.settle(sale)
  local view = sales.view(sale)
  return reply({ outcome = 'done', reservation = view, outbox = step.finish({ reservation = view }) })
end

function entry.expire()
  return reply({ count = input.swept })
end

function entry.reservation()
  local sale = sales.load(input.id)
  return reply({ reservation = sale and sales.view(sale) or nil })
end

local VICTIMS_MAX = 20
-- Where channels differ in priority, so many of the youngest open orders are ranked.
local RANKED_MAX = 200

-- Orders the shortfall of a SKU hits: those of the channel with the lowest priority first, then the youngest.
local function short_orders(S)
  local rest = available.shortfall(S)
  local ranked = cfg.priorities ~= nil
  for _, rule in pairs(S.rules.channels or {}) do ranked = ranked or rule.priority ~= nil end
  local victims = {}
  for i, id in ipairs(redis.call('ZREVRANGE', work.key('oo', S.name), 0, (ranked and RANKED_MAX or VICTIMS_MAX) - 1)) do
    local sale = sales.load(id)
    if sale then victims[#victims + 1] = { sale = sale, i = i, p = ranked and available.priority(S, sale.ch) or 0 } end
  end
  table.sort(victims, function(a, b)
    if a.p ~= b.p then return a.p < b.p end
    return a.i < b.i
  end)
  local list = {}
  for _, victim in ipairs(victims) do
    if rest <= 0 or #list >= VICTIMS_MAX then break end
    local units = 0
    for name, effect in pairs(victim.sale.fx) do
      if string.sub(name, 1, #S.name + 1) == S.name .. SEP and name ~= S.name .. SEP .. INCOMING then units = units + effect.r end
    end
    if units > 0 then list[#list + 1] = victim.sale.oid end
    rest = rest - units
  end
  return list
end

-- SKUs with the components of kits: {skus: {name: {...}}}. What is shown is computed for those asked for; the components only lend a kit their
-- version, age and sources.
function entry.read()
  local out, asked, sources = {}, {}, {}
  local function heard_from(S)
    local heard = {}
    local function add(holder)
      for source in pairs(holder.w) do
        sources[source] = sources[source] or tonumber(redis.call('HGET', work.key('src'), source) or 0)
        heard[source] = sources[source]
      end
    end
    for _, L in pairs(S.locs) do
      add(L)
      for _, lot in pairs(L.lots or {}) do add(lot) end
    end
    return heard
  end
  local function add(name, depth)
    if out[name] then return end
    local S = stock.load(name)
    if not S.known then return end
    out[name] = { v = S.v, as = S.as, pj = S.pj, heard = heard_from(S) }
    if asked[name] then
      out[name].inc = S.inc
      out[name].shown = available.shown(S, redis.call('SMEMBERS', work.key('oc', name)))
      out[name].preorder = preorder.shown(S)
      if out[name].shown.shortfall > 0 then out[name].short = short_orders(S) end
    end
    if depth < KIT_DEPTH_MAX then
      for _, part in ipairs(S.rules.kit or {}) do add(part.sku, depth + 1) end
    end
  end
  for _, name in ipairs(input.skus) do asked[name] = true end
  for _, name in ipairs(input.skus) do add(name, 0) end
  return reply({ skus = out })
end

local limit = input.limit or SWEEP_MAX
local swept, more = sales.sweep(limit)
input.swept = swept
if more and ARGV[1] ~= 'expire' then return reply({ again = true }) end
if swept > 0 then work.commit() end
return entry[ARGV[1]]()
