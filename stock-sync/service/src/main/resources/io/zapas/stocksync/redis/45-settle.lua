-- How a sale's effects come about: the difference to those applied before is applied.

function sales.save(sale)
  work.dirty_sales[sale.id] = sale
end

-- Tells that a payment waits for its order, or does no longer.
local function tell_awaited(sale, waiting)
  work.emit({ e = {}, t = {}, parked = { channel = sale.ach, orderId = sale.aoid, waiting = waiting, since = sale.at } })
end

-- A payment whose order nobody told of waits for it, and is told when it has waited too long. Answers when that is next, nil: it need not be (any more).
local function await(sale, verdict)
  if verdict.awaited then return sale.aw end
  if sale.at then tell_awaited(sale, 0) end
  sale.aw, sale.at = nil, nil
end

-- Applies the difference between what the facts call for and what was applied. Answers whether anything outside the facts changed.
function sales.settle(sale)
  local verdict = sales.judge(sale)
  local open = verdict.state == 'HELD' or verdict.state == 'CONFIRMED'
  local before = {}
  follow_hold(sale, verdict, open)
  if open and (sale.st == 'EXPIRED' or sale.st == 'RELEASED') then
    -- Taken again after expiry or release: yesterday's shelf may be empty, and yesterday's delivery promised to others.
    for part, places in pairs(sale.al) do
      if places[INCOMING] then
        sale.po = sale.po or {}
        sale.po[part] = math.max(sale.po[part] or 0, places[INCOMING])
      end
    end
    sale.al, sale.sf, sale.pf = {}, {}, nil
  end
  if open or any(verdict.shipped) or known_since(sale) then
    -- Also a sale that is over: a net source may have known it between its order and its end.
    for _, part in ipairs(sorted(verdict.need)) do
      local S = stock.load(part)
      if open and allocated(sale, part) < verdict.need[part] then before[part] = available.shortfall(S) end
      local gave = allocate(sale, part, verdict.need[part])
      -- What is not there is given up first.
      for name, units in pairs(gave) do
        if sale.sf[part] and name ~= INCOMING then sale.sf[part] = math.max(0, sale.sf[part] - units) end
      end
      if verdict.back[part] or (sale.gv or {})[part] then give_back(sale, part, verdict.back[part] or 0, gave) end
    end
    for _, part in ipairs(sorted(sale.al)) do
      if not verdict.need[part] then sale.al[part] = nil end
    end
  end
  local want, demand = effects(sale, verdict)
  local changed = sale.st ~= verdict.state
  local names = {}
  for name in pairs(want) do names[name] = true end
  for name in pairs(sale.fx) do names[name] = true end
  local reserved = {}
  for _, name in ipairs(sorted(names)) do
    local cut = string.find(name, SEP, 1, true)
    local part, place = string.sub(name, 1, cut - 1), string.sub(name, cut + 1)
    local S = stock.load(part)
    local new, old = want[name] or { r = 0, m = {} }, sale.fx[name] or { r = 0, m = {} }
    if new.r ~= old.r then
      stock.reserve(S, place, new.r - old.r)
      changed = true
    end
    reserved[part] = (reserved[part] or 0) + new.r
    local times = {}
    for t in pairs(new.m) do times[t] = true end
    for t in pairs(old.m) do times[t] = true end
    for _, t in ipairs(sorted(times)) do
      local to, from = new.m[t] or { 0, 0 }, old.m[t] or { 0, 0 }
      if to[1] ~= from[1] or to[2] ~= from[2] or (to[3] or 0) ~= (from[3] or 0) then
        stock.record(S, place, tonumber(t), to[1] - from[1], to[2] - from[2], (to[3] or 0) - (from[3] or 0))
        changed = true
      end
    end
  end
  for name, effect in pairs(want) do
    if effect.r == 0 and next(effect.m) == nil then want[name] = nil end
  end
  sale.fx = want
  sale.oo = sale.oo or {}
  for _, part in ipairs(sorted(reserved)) do
    if reserved[part] > 0 and not sale.oo[part] then
      sale.oo[part] = 1
      work.write('ZADD', work.key('oo', part), text(sale.ot or sale.created), sale.id)
    elseif reserved[part] == 0 and sale.oo[part] then
      sale.oo[part] = nil
      work.write('ZREM', work.key('oo', part), sale.id)
    end
  end
  for _, part in ipairs(sorted(before)) do
    local lack = available.shortfall(stock.load(part)) - before[part]
    if lack > 0 then
      sale.sf[part] = math.min(verdict.need[part], (sale.sf[part] or 0) + lack)
      changed = true
    end
  end
  for part in pairs(sale.dm) do demand[part] = demand[part] or 0 end
  for _, part in ipairs(sorted(demand)) do
    local told = sale.dm[part] or { q = 0 }
    if demand[part] ~= told.q then
      told.t = told.t or known_since(sale) or (verdict.ships[1] and verdict.ships[1].t) or work.now
      told.l = told.l or (verdict.ships[1] and verdict.ships[1].l) or shelf(places_of(sale.al[part] or {})[1] or UNASSIGNED)
      step.demand(stock.load(part), told.l, demand[part] - told.q, told.t)
      sale.dm[part] = { q = demand[part], t = told.t, l = told.l }
      changed = true
    end
  end
  sale.st = verdict.state
  local due = sale.st == 'HELD' and verdict.limit or await(sale, verdict)
  if due then
    if sale.due ~= due then
      work.write('ZADD', work.key('due'), text(due), sale.id)
      sale.due = due
      changed = true
    end
  elseif sale.due then
    work.write('ZREM', work.key('due'), sale.id)
    sale.due = nil
  end
  sales.save(sale)
  step.tells(sale)
  return changed
end

-- Open holds of which a location's first `available` level takes notice, the youngest.
local TRACKED_MAX = 500

-- From now on what reservations hold at the location is recorded, and what they hold there already.
function sales.track_holds(S, place)
  local L = stock.location(S, place, true)
  if L.h then return end
  L.h = 0
  S.tracks_holds = true
  work.dirty[S.name] = S
  for _, id in ipairs(call('ZREVRANGE', work.key('oo', S.name), 0, TRACKED_MAX - 1)) do
    local sale = sales.load(id)
    if sale and sale.hold then sales.settle(sale) end
  end
end

function sales.is_final(sale)
  return sale.st == 'FULFILLED' or sale.st == 'RELEASED' or sale.st == 'EXPIRED'
end

-- Queues what writes the sales that changed. One that is over is remembered for a while: a return may come, or a repetition.
function sales.flush()
  for _, id in ipairs(sorted(work.dirty_sales)) do
    local sale = work.dirty_sales[id]
    if sales.is_final(sale) then
      local ends = work.ends(cfg.finishedRetention)
      sale.mortal = true
      work.write('SET', work.key('r', id), cmsgpack.pack(sale), 'PXAT', ends)
      for _, alias in ipairs(sale.als) do work.write('PEXPIREAT', work.key('al', alias), ends) end
    else
      if sale.mortal then
        for _, alias in ipairs(sale.als) do work.write('PERSIST', work.key('al', alias)) end
        sale.mortal = nil
      end
      work.set(work.key('r', id), cmsgpack.pack(sale))
    end
  end
  work.dirty_sales = {}
end

-- Ends one hold whose time is over.
local function expire(sale)
  step.begin({ reason = 'EXPIRE', at = sale.due, source = 'api', channel = sale.ch, orderId = sale.oid, reservationId = sale.id })
  sales.settle(sale)
  step.finish({})
end

local DAY = 86400000

-- Somebody paid for what nobody ordered, as far as we know. Said again, ever more seldom, until the order is known: whoever heard it may have died.
local function miss(sale)
  step.begin({ reason = 'CONFIRM', at = work.now, source = 'api', channel = sale.ach, orderId = sale.aoid })
  sale.at = sale.at or sale.aw
  sale.aw = work.now + math.max(DAY, work.now - sale.at)
  tell_awaited(sale, 1)
  sales.settle(sale)
  step.finish({})
end

-- Releases holds whose time is over, at most limit. Answers how many, and whether more are due: then the caller must come again before it
-- relies on any level, since a hold whose time is over counts no more, swept or not.
function sales.sweep(limit)
  local due = call('ZRANGEBYSCORE', work.key('due'), '-inf', text(work.now), 'LIMIT', 0, limit + 1)
  local count = math.min(#due, limit)
  for i = 1, count do
    local id = due[i]
    work.try(function()
      if lots.expire(id) then return end
      local sale = sales.load(id)
      if sale and sale.st == 'HELD' then expire(sale)
      elseif sale and sale.aw then miss(sale)
      else work.write('ZREM', work.key('due'), id) end
    end)
  end
  return count, #due > limit
end
