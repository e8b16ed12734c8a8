-- Entry points. Every one first ends holds whose time is over; when more are due than one call may sweep, it does only that and answers
-- 'again', so that no answer ever counts a hold that is over, and no call runs long.
local entry = {}

-- Source -> when it was heard last.
local last_heard = {}

local SWEEP_MAX = 256
-- Writes after which a batch is cut: its journal record must not outgrow what Kafka takes.
local WRITES_MAX = 10000

-- One event, unless it was seen before. A rejection is raised, so that not even its having been seen is remembered.
local function take(event)
  if work.duplicate(event.source, event.id) then return 'DUPLICATE' end
  local result, detail, time = events.apply(event)
  if result == 'REJECTED' then error({ rejected = detail }) end
  if result == 'STALE' or (result == 'APPLIED' and detail) then explain.ignored(event, detail, time) end
  return result, detail, time
end

-- Part of a partition, in order. {results: [{r result, d detail, t time}]}. The first one that is REJECTED, or that FAILED by a defect of ours, ends the call:
-- nothing of it has happened and the position stands in front of it, since it must not pass an event that nobody keeps. The caller sets it aside
-- and comes with those behind it. A call that wrote very much ends early too.
function entry.apply()
  local results = {}
  local position = input.position
  local stored = position and tonumber(call('HGET', work.key('pos'), position.name) or 0) or 0
  local reached = position and position.next
  local heard = {}
  for i, event in ipairs(input.events) do
    if position and event.offset < stored then
      results[i] = { r = 'DUPLICATE' }
    else
      local made, result, detail, time = work.try(take, event)
      if made then
        if result ~= 'DUPLICATE' then heard[event.source] = true end
        results[i] = { r = result, d = detail, t = time }
        if #work.log > WRITES_MAX and i < #input.events then
          reached = position and input.events[i + 1].offset
          break
        end
      else
        local rejected = type(result) == 'table' and result.rejected
        results[i] = { r = rejected and 'REJECTED' or 'FAILED', d = rejected or tostring(result) }
        reached = event.offset
        break
      end
    end
  end
  for _, source in ipairs(sorted(heard)) do
    work.write('HSET', work.key('src'), source, text(work.now))
    last_heard[source] = work.now
  end
  if position and reached > stored then work.write('HSET', work.key('pos'), position.name, text(reached)) end
  return { results = results }
end

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
  local told, unpaid = false, nil
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
  if old and old.st == 'HELD' then
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
    for _, line in ipairs(request.lines) do sale.hold[line.sku] = (sale.hold[line.sku] or 0) + line.quantity end
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

-- Requests that came in together, each a decision of its own, in order: {results: [...]}. One that failed by a defect of ours changed nothing.
local function each(decide)
  local results = {}
  for i, request in ipairs(input.requests) do
    local made, result = work.try(decide, request)
    results[i] = made and result or { outcome = 'failed', detail = tostring(result) }
  end
  return { results = results }
end

function entry.reserve()
  return each(reserve)
end

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

function entry.transition()
  return each(transition)
end

-- {epoch, next: topic/partition -> offset}
function entry.positions()
  local next = {}
  local flat = call('HGETALL', work.key('pos'))
  for i = 1, #flat, 2 do next[flat[i]] = flat[i + 1] end
  return { epoch = tonumber(work.epoch), next = next }
end

function entry.expire()
  return { count = input.swept }
end

-- Of one SKU; nothing if it is unknown.
function entry.explain()
  local S = stock.load(input.sku)
  return { evidence = S.known and explain.of(S, input.channel) or nil }
end

function entry.reservation()
  local sale = sales.load(input.id)
  return { reservation = sale and sales.view(sale) or nil }
end

-- SKUs looked at in one call of freshen.
local FRESHEN_MAX = 200

-- Of the silent sources, the one that keeps back most decides.
local function kept_back(S)
  local most
  local function add(holder)
    for source in pairs(holder.w) do
      local units = input.silent[source]
      if units and units > 0 and (not most or units > most) then most = units end
    end
  end
  for _, L in pairs(S.locs) do
    add(L)
    for _, lot in pairs(L.lots or {}) do add(lot) end
  end
  return most
end

-- Of which configured rules every SKU was last shown; nil: of none.
function entry.rules()
  return { rules = call('HGET', work.key('meta'), 'rules') or nil }
end

-- A part of all SKUs keeps back what the sources that are silent now (source -> units) call for, no more and no less; with `rules`, those that are shown by
-- other configured rules than before, all of them are shown anew. {cursor of the next part, '0' at the end; changed: how many were changed}. May be repeated.
function entry.freshen()
  local prefix = work.key('s', '')
  local found = call('SCAN', input.cursor, 'MATCH', prefix .. '*', 'COUNT', FRESHEN_MAX)
  local changed = 0
  for _, key in ipairs(found[2]) do
    local made = work.try(function()
      local S = stock.load(string.sub(key, #prefix + 1))
      local units = kept_back(S)
      local other = units ~= S.sl
      if not other and not (input.rules and S.known) then return end
      step.begin({ reason = 'FRESHNESS', at = work.now, source = 'api' })
      step.note(S, other and 'FRESHNESS' or nil)
      S.sl = units
      step.finish({})
      changed = changed + 1
    end)
    if not made then error('a SKU cannot be freshened: ' .. key) end
  end
  if input.rules and found[1] == '0' then work.write('HSET', work.key('meta'), 'rules', input.rules) end
  return { cursor = found[1], changed = changed }
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
  for i, id in ipairs(call('ZREVRANGE', work.key('oo', S.name), 0, (ranked and RANKED_MAX or VICTIMS_MAX) - 1)) do
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

-- When each source of the SKU's levels was last heard.
local function heard(S)
  local sources = {}
  local function add(holder)
    for source in pairs(holder.w) do
      if not last_heard[source] then last_heard[source] = tonumber(call('HGET', work.key('src'), source) or 0) end
      sources[source] = last_heard[source]
    end
  end
  for _, L in pairs(S.locs) do
    add(L)
    for _, lot in pairs(L.lots or {}) do add(lot) end
  end
  return sources
end

-- All that is shown of a SKU. Of a kit version, time and sources are those of its components too.
function available.document(S)
  local version, as, sources = S.v, S.as, heard(S)
  local function add(K, depth)
    if depth >= KIT_DEPTH_MAX or not stock.is_kit(K) then return end
    for _, part in ipairs(K.rules.kit) do
      local C = stock.load(part.sku)
      version, as = version + C.v, math.max(as, C.as)
      for source, at in pairs(heard(C)) do sources[source] = at end
      add(C, depth + 1)
    end
  end
  add(S, 0)
  local shown = available.shown(S)
  shown.sku, shown.version, shown.asOf, shown.product, shown.incoming, shown.heard = S.name, version, as, S.pj, S.inc, sources
  shown.shortOrders = shown.shortfall > 0 and short_orders(S) or {}
  shown.preorder = preorder.shown(S)
  return shown
end

-- Documents; unknown SKUs are absent.
function entry.read()
  local out = {}
  for _, name in ipairs(input.skus) do
    local S = stock.load(name)
    if S.known then out[#out + 1] = available.document(S) end
  end
  return out
end

local lost = work.lost()
if lost then return lost end
local swept, more = sales.sweep(input.limit or SWEEP_MAX)
input.swept = swept
local answer
if not more or ARGV[1] == 'expire' then answer = cmsgpack.pack(entry[ARGV[1]]()) end
work.settle()
work.finish()
return answer or 'again'
