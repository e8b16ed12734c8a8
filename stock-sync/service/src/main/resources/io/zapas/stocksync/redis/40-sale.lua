-- A sale: one order of one customer, however many systems tell of it. r:<id> holds the facts seen, never a running state:
--   ch, oid channel and order id · created, expires · views: view -> facts of one system:
--     pl, pd placed and paid {t, q: sku -> units} · cn cancelled at · sh, rt shipped and returned: key -> {t, l, q}
--   po component -> units promised against deliveries · pf component -> day they are there
--   hold granted lines of an HTTP reservation · ht held since, if not since created · he when a hold that was no order yet ended · cf confirmed at · rel released at · xp expired at (HTTP and sweep) · ot order time
--   kx: sku -> component -> units (fixed when first seen, so that a changed kit does not change old orders)
--   ob: newest outbox item that tells of it · al: component -> location -> units allocated · fx: effects applied so far · dm: demand told so far · sf: units not covered
-- sale.settle computes the effects that the facts call for and applies the difference to those applied. Arrival order cannot matter.
local sales = {}

-- Views of sources of documents (ERP) are named apart from those of channels.
local DOCUMENTS = 'doc' .. SEP

local function is_document(view)
  return string.sub(view, 1, #DOCUMENTS) == DOCUMENTS
end

function sales.load(id)
  local sale = work.sales[id]
  if sale == nil then
    local stored = redis.call('GET', work.key('r', id))
    sale = stored and cjson.decode(stored) or false
    work.sales[id] = sale
  end
  -- Merged into another one, which never happens to that one twice.
  if sale and sale.into then return sales.load(sale.into) end
  return sale or nil
end

function sales.create(id)
  local sale = { id = id, created = work.now, views = {}, kx = {}, al = {}, fx = {}, dm = {}, sf = {}, als = {} }
  work.sales[id] = sale
  return sale
end

function sales.name(sale, alias)
  for _, known in ipairs(sale.als) do
    if known == alias then return end
  end
  sale.als[#sale.als + 1] = alias
  work.set_alias(alias, sale.id)
end

local function by_channel(channel, order) return 'c' .. SEP .. channel .. SEP .. order end
local function by_order(order) return 'o' .. SEP .. order end
local function by_external(order) return 'x' .. SEP .. order end
local function by_document(order) return 'e' .. SEP .. order end

-- Every sale these names lead to, each once, in a fixed order. channel nil: a document of the ERP.
function sales.find(channel, order, external)
  local names = {}
  if channel then names[1] = by_channel(channel, order) else names[1] = by_order(order) end
  names[#names + 1] = by_external(order)
  names[#names + 1] = by_document(order)
  if external then
    names[#names + 1] = by_order(external)
    names[#names + 1] = by_external(external)
    names[#names + 1] = by_document(external)
  end
  local found, seen = {}, {}
  for _, name in ipairs(names) do
    local id = work.alias(name)
    if id and not seen[id] then
      seen[id] = true
      local sale = sales.load(id)
      if sale and not seen[sale] then
        seen[sale] = true
        found[#found + 1] = sale
      end
    end
  end
  -- A reservation somebody holds the id of goes before others, one the channel knows before one only documents tell of.
  for i = 2, #found do
    local better = (found[i].hold and not found[1].hold) or (found[i].ch and not found[1].ch)
    if better then found[1], found[i] = found[i], found[1] end
  end
  return found
end

function sales.name_channel(sale, channel, order, external)
  if not sale.ch then sale.ch, sale.oid = channel, order end
  sales.name(sale, by_channel(channel, order))
  if not work.alias(by_order(order)) then sales.name(sale, by_order(order)) end
  if external and not work.alias(by_external(external)) then sales.name(sale, by_external(external)) end
end

function sales.name_document(sale, order)
  if not sale.oid then sale.oid = order end
  sales.name(sale, by_document(order))
end

local function earliest(a, b)
  if a and b then return math.min(a, b) end
  return a or b
end

-- Two sales turn out to be one: the facts and effects of b become those of a.
function sales.merge(a, b)
  for name, view in pairs(b.views) do
    if not a.views[name] then a.views[name] = view end
  end
  if not a.ch then a.ch, a.oid = b.ch, b.oid end
  a.po, a.pf = a.po or b.po, a.pf or b.pf
  if b.hold and not a.hold then
    a.hold, a.ht, a.he = b.hold, b.ht or b.created, b.he
  end
  a.cf, a.ot = earliest(a.cf, b.cf), earliest(a.ot, b.ot)
  for name, parts in pairs(b.kx) do a.kx[name] = a.kx[name] or parts end
  for name, effect in pairs(b.fx) do
    local mine = a.fx[name] or { r = 0, m = {} }
    mine.r = mine.r + effect.r
    for t, delta in pairs(effect.m) do
      local sum = mine.m[t] or { 0, 0 }
      mine.m[t] = { sum[1] + delta[1], sum[2] + delta[2], (sum[3] or 0) + (delta[3] or 0) }
    end
    a.fx[name] = mine
  end
  for part, told in pairs(b.dm) do
    local mine = a.dm[part]
    a.dm[part] = mine and { q = mine.q + told.q, t = mine.t, l = mine.l } or told
  end
  for part in pairs(b.oo or {}) do
    work.write('ZREM', work.key('oo', part), b.id)
    b.oo[part] = nil
  end
  for _, alias in ipairs(b.als) do sales.name(a, alias) end
  if b.due then
    work.write('ZREM', work.key('due'), b.id)
    b.due = nil
  end
  a.rel, a.xp = a.rel and b.rel and math.min(a.rel, b.rel), a.xp and b.xp and math.min(a.xp, b.xp)
  a.expires = a.expires or b.expires
  b.views, b.al, b.fx, b.dm, b.als, b.into, b.st = {}, {}, {}, {}, {}, a.id, 'RELEASED'
  sales.save(b)
end

-- line sku -> units ordered, and whether a channel said so.
local function ordered(sale)
  local lines, placed = {}, false
  for _, view in pairs(sale.views) do
    local said = view.pl
    if view.pd and (not said or view.pd.t >= said.t) then said = view.pd end
    if said then
      placed = true
      for name, units in pairs(said.q) do lines[name] = math.max(lines[name] or 0, units) end
    end
  end
  if placed then return lines, true end
  if sale.hold then return sale.hold, false end
  -- Only parcels so far: what a channel shipped was ordered; failing that, what the documents sum up to.
  local summed = {}
  for name, view in pairs(sale.views) do
    for _, parcel in pairs(view.sh or {}) do
      for line, units in pairs(parcel.q) do
        if is_document(name) then summed[line] = (summed[line] or 0) + units
        else lines[line] = math.max(lines[line] or 0, units) end
      end
    end
  end
  return next(lines) and lines or summed, false
end

local function parts_of(sale, line)
  local parts = sale.kx[line]
  if not parts then
    parts = available.explode(stock.load(line))
    sale.kx[line] = parts
  end
  return parts
end

local function explode(sale, lines)
  local units = {}
  for line, quantity in pairs(lines) do
    for part, each in pairs(parts_of(sale, line)) do units[part] = (units[part] or 0) + quantity * each end
  end
  return units
end

-- Parcels of one view in time order, exploded and cut to limit (component -> units; nil: no limit).
local function parcels(sale, view, kind, limit)
  local list, total = {}, {}
  local keys = sorted(view[kind] or {})
  table.sort(keys, function(a, b)
    local ta, tb = view[kind][a].t, view[kind][b].t
    if ta ~= tb then return ta < tb end
    return a < b
  end)
  for _, key in ipairs(keys) do
    local parcel = view[kind][key]
    local units = explode(sale, parcel.q)
    for _, part in ipairs(sorted(units)) do
      local quantity = units[part]
      local sum = total[part] or 0
      if limit then quantity = math.min(quantity, math.max(0, (limit[part] or 0) - sum)) end
      if quantity > 0 then
        total[part] = sum + quantity
        list[#list + 1] = { part = part, t = parcel.t, l = parcel.l, q = quantity }
      end
    end
  end
  return list, total
end

-- What was shipped (or came back), each unit once though several systems tell of it: documents first, since levels come from the same
-- source; of the channels the one that tells most; only what exceeds the documents is added.
local function moved(sale, kind, channel_limit, document_limit)
  local result, by_documents, best = {}, {}, {}
  for _, name in ipairs(sorted(sale.views)) do
    local view = sale.views[name]
    if view[kind] then
      if is_document(name) then
        local list, total = parcels(sale, view, kind, document_limit)
        for _, parcel in ipairs(list) do result[#result + 1] = parcel end
        for part, units in pairs(total) do by_documents[part] = (by_documents[part] or 0) + units end
      else
        local list, total = parcels(sale, view, kind, channel_limit)
        for part, units in pairs(total) do
          if not best[part] or units > best[part].units then best[part] = { units = units, list = list } end
        end
      end
    end
  end
  local total = {}
  for part, units in pairs(by_documents) do total[part] = units end
  for _, part in ipairs(sorted(best)) do
    local skip = by_documents[part] or 0
    for _, parcel in ipairs(best[part].list) do
      if parcel.part == part then
        local cut = math.min(skip, parcel.q)
        skip = skip - cut
        if parcel.q > cut then
          result[#result + 1] = { part = part, t = parcel.t, l = parcel.l, q = parcel.q - cut }
          total[part] = (total[part] or 0) + parcel.q - cut
        end
      end
    end
  end
  return result, total
end

local function allocated(sale, part)
  local sum = 0
  for _, units in pairs(sale.al[part] or {}) do sum = sum + units end
  return sum
end

-- Brings the allocation of a component to the units needed.
local function allocate(sale, part, units)
  local have = allocated(sale, part)
  local places = sale.al[part] or {}
  sale.al[part] = places
  if have == 0 and sale.po and sale.po[part] then
    have = math.min(units, sale.po[part])
    places[INCOMING] = have
  end
  if have < units then
    for name, take in pairs(available.allocate(stock.load(part), sale.ch, units - have)) do
      places[name] = (places[name] or 0) + take
    end
  elseif have > units then
    local names = available.sell_from(stock.load(part), sale.ch)
    for _, name in ipairs(sorted(places)) do names[#names + 1] = name end
    local back = have - units
    for i = #names, 1, -1 do
      local give = math.min(back, places[names[i]] or 0)
      if give > 0 then
        places[names[i]] = places[names[i]] - give
        if places[names[i]] == 0 then places[names[i]] = nil end
        back = back - give
      end
    end
  end
end

local function any(map)
  for _, value in pairs(map) do
    if value > 0 then return true end
  end
  return false
end

-- The state the facts call for: state, need (component -> units), shipped parcels and totals, certain.
function sales.judge(sale)
  local lines, placed = ordered(sale)
  local need = explode(sale, lines)
  local ships, shipped = moved(sale, 'sh', need, nil)
  local paid, cancelled
  for _, view in pairs(sale.views) do
    if view.pd then paid = true end
    cancelled = earliest(cancelled, view.cn)
  end
  local complete = any(need)
  for part, units in pairs(need) do
    if (shipped[part] or 0) < units then complete = false end
  end
  local certain = paid or sale.cf ~= nil or any(shipped)
  local state
  if complete and any(shipped) then state = 'FULFILLED'
  elseif cancelled then state = any(shipped) and 'FULFILLED' or 'RELEASED'
  elseif sale.rel then state = 'RELEASED'
  elseif certain then state = 'CONFIRMED'
  elseif sale.xp then state = 'EXPIRED'
  elseif placed or sale.hold then state = 'HELD'
  else state = 'RELEASED' end
  return { state = state, need = need, ships = ships, shipped = shipped, certain = certain and true, cancelled = cancelled, placed = placed }
end

local function holds_recorded(sale)
  for _, parts in pairs(sale.kx) do
    for part in pairs(parts) do
      if stock.load(part).tracks_holds then return true end
    end
  end
  return false
end

-- Where the hold of a sale stood: calls back with component, location and units, for the locations that record it. An order of other quantities
-- may have followed: what the hold had beyond it stood at the last of its places.
local function each_hold(sale, call)
  for part, units in pairs(explode(sale, sale.hold)) do
    local S = stock.load(part)
    if S.tracks_holds then
      local names, rest = sorted(sale.al[part] or {}), units
      if #names == 0 then names[1] = UNASSIGNED end
      for i, name in ipairs(names) do
        local here = i == #names and rest or math.min(rest, sale.al[part][name])
        rest = rest - here
        if here > 0 and stock.tracks_holds(S, name) then call(part, name, here) end
      end
    end
  end
end

-- Effects: name -> {r reserved, m: time -> {on-hand delta, committed delta, held delta}}, and demand per component.
local function effects(sale, verdict)
  local want = {}
  local function at(part, name)
    local key = part .. SEP .. name
    want[key] = want[key] or { r = 0, m = {} }
    return want[key]
  end
  local function move(part, name, t, on_hand, committed, held)
    -- Only promises stand at INCOMING; what happens to its units happens on a shelf.
    if name == INCOMING then name = UNASSIGNED end
    local m = at(part, name).m
    local sum = m[text(t)] or { 0, 0 }
    local h = (sum[3] or 0) + (held or 0)
    m[text(t)] = { sum[1] + on_hand, sum[2] + committed, h ~= 0 and h or nil }
  end
  local open = verdict.state == 'HELD' or verdict.state == 'CONFIRMED'
  local known = sale.ot or sale.cf
  local ended = verdict.cancelled or sale.rel or sale.xp or work.now
  -- A hold counts as held until it is known as an order, is given up or runs out; else until its units leave.
  local since = sale.hold and (sale.ht or sale.created)
  if since and not known and (verdict.state == 'RELEASED' or verdict.state == 'EXPIRED') then sale.he = sale.he or ended end
  local holding = since and not known and not sale.he
  if since then
    local till = earliest(known, sale.he)
    if (not till or till > since) and holds_recorded(sale) then
      each_hold(sale, function(part, name, units)
        move(part, name, since, 0, 0, units)
        if till then move(part, name, till, 0, 0, -units) end
      end)
    end
  end
  local function unhold(part, name, t, units)
    if holding and stock.tracks_holds(stock.load(part), name) then move(part, name, math.max(t, since), 0, 0, -units) end
  end
  local left = {}
  for part, places in pairs(sale.al) do
    left[part] = {}
    for name, units in pairs(places) do
      left[part][name] = units
      if known then move(part, name, known, 0, units) end
    end
  end
  local from = {}
  for _, parcel in ipairs(verdict.ships) do
    local places = left[parcel.part] or {}
    from[parcel.part] = from[parcel.part] or {}
    local names = sorted(places)
    if parcel.l then table.insert(names, 1, parcel.l) end
    local rest, unplaced = parcel.q, parcel.q
    for _, name in ipairs(names) do
      local take = math.min(rest, places[name] or 0)
      if take > 0 then
        places[name] = places[name] - take
        rest = rest - take
        if known then move(parcel.part, name, parcel.t, 0, -take) else unhold(parcel.part, name, parcel.t, take) end
        if not parcel.l and name ~= INCOMING then
          move(parcel.part, name, parcel.t, -take, 0)
          unplaced = unplaced - take
          from[parcel.part][#from[parcel.part] + 1] = { l = name, q = take }
        end
      end
    end
    if unplaced > 0 then
      local name = parcel.l or names[1] or UNASSIGNED
      if name == INCOMING then name = UNASSIGNED end
      move(parcel.part, name, parcel.t, -unplaced, 0)
      from[parcel.part][#from[parcel.part] + 1] = { l = name, q = unplaced }
    end
  end
  for part, places in pairs(left) do
    for name, units in pairs(places) do
      if units > 0 then
        if open then at(part, name).r = units
        elseif known then move(part, name, ended, 0, -units)
        else unhold(part, name, ended, units) end
      end
    end
  end
  local limit = {}
  for part, units in pairs(verdict.shipped) do limit[part] = units end
  local returns = moved(sale, 'rt', limit, any(limit) and limit or nil)
  for _, parcel in ipairs(returns) do
    local rest = parcel.q
    if parcel.l then
      move(parcel.part, parcel.l, parcel.t, rest, 0)
    else
      for _, source in ipairs(from[parcel.part] or {}) do
        local back = math.min(rest, source.q)
        if back > 0 then
          move(parcel.part, source.l, parcel.t, back, 0)
          source.q = source.q - back
          rest = rest - back
        end
      end
      if rest > 0 then move(parcel.part, UNASSIGNED, parcel.t, rest, 0) end
    end
  end
  local demand = {}
  for part, units in pairs(verdict.need) do
    local sure = verdict.shipped[part] or 0
    if verdict.certain and open then sure = math.max(sure, units) end
    demand[part] = sure
  end
  for part, units in pairs(verdict.shipped) do demand[part] = math.max(demand[part] or 0, units) end
  return want, demand
end

-- The reservation as the outside sees it; nil for a sale only documents tell of.
function sales.view(sale)
  if not sale.ch then return nil end
  local lines = ordered(sale)
  local pool, short = {}, {}
  for part, places in pairs(sale.al) do
    pool[part] = {}
    for name, units in pairs(places) do pool[part][name] = units end
  end
  for part, units in pairs(sale.sf) do short[part] = units end
  local out = {}
  for _, line in ipairs(sorted(lines)) do
    local taken, missing, ahead = {}, 0, 0
    local parts = parts_of(sale, line)
    for _, part in ipairs(sorted(parts)) do
      local rest = lines[line] * parts[part]
      local lack = math.min(short[part] or 0, rest)
      short[part] = (short[part] or 0) - lack
      missing = math.max(missing, math.ceil(lack / parts[part]))
      for _, name in ipairs(sorted(pool[part] or {})) do
        local take = math.min(rest, pool[part][name])
        if take > 0 then
          pool[part][name] = pool[part][name] - take
          rest = rest - take
          local S = stock.load(part)
          if name == INCOMING then ahead = ahead + take end
          taken[#taken + 1] = { sku = part, location = name == INCOMING and 'incoming' or name == UNASSIGNED and S.dl or name, quantity = take }
        end
      end
    end
    out[#out + 1] = { sku = line, quantity = lines[line], shortfall = missing, allocations = taken,
      preorder = ahead > 0 and ahead or nil, availableFrom = ahead > 0 and sale.pf and sale.pf[line] or nil }
  end
  return { id = sale.id, orderId = sale.oid, channel = sale.ch, state = sale.st, createdAt = sale.created,
    expiresAt = sale.st == 'HELD' and sale.expires or nil, lines = out }
end

function sales.save(sale)
  work.dirty_sales[sale.id] = sale
end

-- Applies the difference between what the facts call for and what was applied. Answers whether anything outside the facts changed.
function sales.settle(sale)
  local verdict = sales.judge(sale)
  local open = verdict.state == 'HELD' or verdict.state == 'CONFIRMED'
  local before = {}
  if open and (sale.st == 'EXPIRED' or sale.st == 'RELEASED') then
    -- Taken again after expiry or release: yesterday's shelf may be empty.
    sale.al, sale.sf = {}, {}
  end
  if open or any(verdict.shipped) or sale.ot or sale.cf then
    -- Also a sale that is over: a net source may have known it between its order and its end.
    for _, part in ipairs(sorted(verdict.need)) do
      local S = stock.load(part)
      if open and allocated(sale, part) < verdict.need[part] then before[part] = available.shortfall(S) end
      allocate(sale, part, verdict.need[part])
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
      told.t = told.t or sale.ot or sale.cf or (verdict.ships[1] and verdict.ships[1].t) or work.now
      told.l = told.l or (verdict.ships[1] and verdict.ships[1].l) or sorted(sale.al[part] or {})[1] or UNASSIGNED
      step.demand(stock.load(part), told.l, demand[part] - told.q, told.t)
      sale.dm[part] = { q = demand[part], t = told.t, l = told.l }
      changed = true
    end
  end
  sale.st = verdict.state
  if sale.st == 'HELD' then
    if sale.due ~= sale.expires then
      work.write('ZADD', work.key('due'), text(sale.expires), sale.id)
      sale.due = sale.expires
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
  for _, id in ipairs(redis.call('ZREVRANGE', work.key('oo', S.name), 0, TRACKED_MAX - 1)) do
    local sale = sales.load(id)
    if sale and sale.hold then sales.settle(sale) end
  end
end

function sales.is_final(sale)
  return sale.st == 'FULFILLED' or sale.st == 'RELEASED' or sale.st == 'EXPIRED'
end

function sales.flush()
  for _, id in ipairs(sorted(work.dirty_sales)) do
    local sale = work.dirty_sales[id]
    if sales.is_final(sale) then
      sale.mortal = true
      work.write('SET', work.key('r', id), cjson.encode(sale), 'PX', text(cfg.finishedRetention))
      for _, alias in ipairs(sale.als) do work.write('PEXPIRE', work.key('al', alias), text(cfg.finishedRetention)) end
    else
      if sale.mortal then
        for _, alias in ipairs(sale.als) do work.write('PERSIST', work.key('al', alias)) end
        sale.mortal = nil
      end
      work.write('SET', work.key('r', id), cjson.encode(sale))
    end
  end
  work.dirty_sales = {}
end

-- Ends one hold whose time is over.
local function expire(sale)
  step.begin({ reason = 'EXPIRE', at = sale.expires, source = 'api', channel = sale.ch, orderId = sale.oid, reservationId = sale.id })
  sale.xp = sale.expires
  sales.settle(sale)
  step.finish({ reservation = sales.view(sale) })
end

-- Releases holds whose time is over, at most limit. Answers how many, and whether more are due: then the caller must come again before it
-- relies on any level, since a hold whose time is over counts no more, swept or not.
function sales.sweep(limit)
  local due = redis.call('ZRANGEBYSCORE', work.key('due'), '-inf', text(work.now), 'LIMIT', 0, limit + 1)
  local count = math.min(#due, limit)
  for i = 1, count do
    if not lots.expire(due[i]) then
      local sale = sales.load(due[i])
      if sale and sale.st == 'HELD' then expire(sale) else work.write('ZREM', work.key('due'), due[i]) end
    end
  end
  return count, #due > limit
end
