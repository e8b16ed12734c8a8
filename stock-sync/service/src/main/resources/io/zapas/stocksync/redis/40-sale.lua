-- A sale: one order of one customer, however many systems tell of it. r:<id> holds the facts seen, never a running state:
--   ch, oid channel and order id · created, expires · views: view -> facts of one system:
--     pl, pd placed and paid {t, q: sku -> units} · cn cancelled at · sh, rt shipped and returned: key -> {t, l, q}
--     py what was heard of its payment: PENDING, PAID, FAILED, CANCELLED -> newest time · pu until when the newest PENDING holds
--   hold granted lines of an HTTP reservation · ht held since, if not since created · he when a hold that was no order yet ended, decided once
--   hp periods before that, when it ended and was taken again: {f from, t to, p: component -> location -> units}
--   cf confirmed at · rel released at · rls parts given back: key -> {t, q, h} · ot order time
--   expires limit of the hold, a pending payment aside · hs when that hold began
--   po component -> units it may take from deliveries when it is allocated next · pf component -> day from which those it took are there
--   kx: sku -> component -> units (fixed when first seen, so that a changed kit does not change old orders)
--   ob: newest outbox item that tells of it · al: component -> location -> units allocated · gv: the same for units given back
--   fx: effects applied so far · dm: demand told so far · sf: units not covered
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
    local stored = call('GET', work.key('r', id))
    sale = stored and cmsgpack.unpack(stored) or false
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
  -- The plain order id is looked at soon after, when the sale is named.
  work.read_aliases(names, channel and by_order(order))
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

local function newest(a, b)
  if a and b then return a.t >= b.t and a or b end
  return a or b
end

-- Two sales heard of through the same view: documents under two numbers, or two reservations.
local function join(mine, other)
  mine.pl, mine.pd, mine.cn = newest(mine.pl, other.pl), newest(mine.pd, other.pd), earliest(mine.cn, other.cn)
  for _, kind in ipairs({ 'sh', 'rt' }) do
    for key, parcel in pairs(other[kind] or {}) do
      mine[kind] = mine[kind] or {}
      mine[kind][key] = mine[kind][key] or parcel
    end
  end
  for stage, t in pairs(other.py or {}) do
    mine.py = mine.py or {}
    mine.py[stage] = math.max(mine.py[stage] or t, t)
  end
  if other.pu then mine.pu = math.max(mine.pu or 0, other.pu) end
end

-- Two sales turn out to be one: the facts and effects of b become those of a.
function sales.merge(a, b)
  for name, view in pairs(b.views) do
    if a.views[name] then join(a.views[name], view) else a.views[name] = view end
  end
  for key, part in pairs(b.rls or {}) do
    a.rls = a.rls or {}
    a.rls[key] = a.rls[key] or part
  end
  if not a.ch then a.ch, a.oid = b.ch, b.oid end
  if b.hold and not a.hold then
    a.hold, a.ht, a.he, a.hp = b.hold, b.ht or b.created, b.he, b.hp
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
  a.rel = a.rel and b.rel and math.min(a.rel, b.rel)
  if b.expires and b.expires > (a.expires or 0) then a.expires, a.hs = b.expires, b.hs end
  b.views, b.al, b.gv, b.rls, b.fx, b.dm, b.als, b.into, b.st = {}, {}, nil, nil, {}, {}, {}, a.id, 'RELEASED'
  sales.save(b)
end

-- Lines less the parts given back at or after a time: who speaks later knows of them.
local function kept(sale, lines, since)
  if not sale.rls then return lines end
  local rest = {}
  for line, units in pairs(lines) do
    for _, part in pairs(sale.rls) do
      if part.t >= since then units = units - (part.q[line] or 0) end
    end
    rest[line] = math.max(0, units)
  end
  return rest
end

-- line sku -> units ordered and not given back, whether a channel said so, and line sku -> units ordered.
local function ordered(sale)
  local lines, all, placed = {}, {}, false
  for _, view in pairs(sale.views) do
    local said = view.pl
    if view.pd and (not said or view.pd.t >= said.t) then said = view.pd end
    if said then
      placed = true
      for name, units in pairs(said.q) do all[name] = math.max(all[name] or 0, units) end
      for name, units in pairs(kept(sale, said.q, said.t)) do lines[name] = math.max(lines[name] or 0, units) end
    end
  end
  if placed then return lines, true, all end
  if sale.hold then return kept(sale, sale.hold, 0), false, sale.hold end
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
  if not next(lines) then lines = summed end
  return lines, false, lines
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

-- Where units that stand at a place are to be found: those promised against deliveries on the first shelf.
local function shelf(name)
  return name == INCOMING and UNASSIGNED or name
end

-- Names of places, what is still to come last.
local function places_of(places)
  local names = {}
  for _, name in ipairs(sorted(places)) do
    if name ~= INCOMING then names[#names + 1] = name end
  end
  if places[INCOMING] then names[#names + 1] = INCOMING end
  return names
end

-- Of the units a sale that is over had been promised against deliveries, those that may be promised again.
function sales.promised_again(sale, part)
  local units = (sale.al[part] or {})[INCOMING]
  if not units then return 0 end
  return math.min(units, (preorder.open(stock.load(part), 1)))
end

function sales.was_promised(sale)
  for _, places in pairs(sale.al) do
    if places[INCOMING] then return true end
  end
  return false
end

-- Units of a component, of so many to be allocated, that stand at INCOMING: no more than was granted, and only what is not there.
local function promise(sale, part, units)
  local S = stock.load(part)
  local ahead = math.min(sale.po[part], math.max(0, units - available.atp(S)), (preorder.open(S, 1)))
  sale.po[part] = nil
  if next(sale.po) == nil then sale.po = nil end
  if ahead <= 0 then return 0 end
  sale.pf = sale.pf or {}
  sale.pf[part] = select(2, preorder.open(S, ahead))
  return ahead
end

local function allocated(sale, part)
  local sum = 0
  for _, units in pairs(sale.al[part] or {}) do sum = sum + units end
  return sum
end

-- Brings the allocation of a component to the units needed. Answers location -> units it gave up.
local function allocate(sale, part, units)
  local have = allocated(sale, part)
  local places, gave = sale.al[part] or {}, {}
  sale.al[part] = places
  if have < units and sale.po and sale.po[part] then
    local ahead = promise(sale, part, units - have)
    if ahead > 0 then places[INCOMING], have = (places[INCOMING] or 0) + ahead, have + ahead end
  end
  if have < units then
    for name, take in pairs(available.allocate(stock.load(part), sale.ch, units - have)) do
      places[name] = (places[name] or 0) + take
    end
  elseif have > units then
    local names = available.sell_from(stock.load(part), sale.ch)
    for _, name in ipairs(places_of(places)) do names[#names + 1] = name end
    local back = have - units
    for i = #names, 1, -1 do
      local give = math.min(back, places[names[i]] or 0)
      if give > 0 then
        places[names[i]] = places[names[i]] - give
        if places[names[i]] == 0 then places[names[i]] = nil end
        gave[names[i]] = (gave[names[i]] or 0) + give
        back = back - give
      end
    end
  end
  return gave
end

-- Remembers where units given back had stood: a net source knew them there until they were given back.
local function give_back(sale, part, units, gave)
  sale.gv = sale.gv or {}
  local places = sale.gv[part] or {}
  sale.gv[part] = places
  local lack = units
  for _, have in pairs(places) do lack = lack - have end
  for _, name in ipairs(sorted(gave)) do
    local take = math.max(0, math.min(lack, gave[name]))
    if take > 0 then
      places[name] = (places[name] or 0) + take
      lack = lack - take
    end
  end
  if lack > 0 then
    local name = sorted(places)[1] or sorted(sale.al[part] or {})[1] or UNASSIGNED
    places[name] = (places[name] or 0) + lack
  end
  for _, name in ipairs(sorted(places)) do
    local drop = math.min(math.max(0, -lack), places[name])
    lack = lack + drop
    places[name] = places[name] > drop and places[name] - drop or nil
  end
end

local function any(map)
  for _, value in pairs(map) do
    if value > 0 then return true end
  end
  return false
end

-- How its payment stands, whoever told of it: until when attempts hold that did not end yet (nil: none under way), else since when it is given
-- up (nil: it is not; an attempt that failed may be followed by another). What ends at the moment another begins ended it.
local function attempts(sale)
  local ended, given_up, till
  for _, view in pairs(sale.views) do
    local heard = view.py or {}
    for _, t in pairs({ heard.FAILED, heard.CANCELLED }) do ended = math.max(ended or t, t) end
    if heard.CANCELLED then given_up = math.max(given_up or 0, heard.CANCELLED) end
  end
  for _, view in pairs(sale.views) do
    local t = view.py and view.py.PENDING
    if t and (not ended or t > ended) then till = math.max(till or 0, view.pu) end
  end
  if till then return till, nil end
  return nil, given_up == ended and given_up or nil
end

-- What the facts call for: state · lines (ordered, not given back) and all (ordered), by SKU of the line · need and back (given back), by
-- component · shipped parcels and totals · certain · limit (when a hold ends) · ended (when a sale that is over ended) · unpaid (since
-- when it is released only because its payment was given up).
function sales.judge(sale)
  local lines, placed, all = ordered(sale)
  local need, back = explode(sale, lines), {}
  local whole = lines == all and need or explode(sale, all)
  local ships, shipped = moved(sale, 'sh', whole, nil)
  for part, units in pairs(whole) do
    -- Units that were given back and left all the same were needed.
    need[part] = math.max(need[part] or 0, math.min(units, shipped[part] or 0))
    if units > need[part] then back[part] = units - need[part] end
  end
  local paid, cancelled
  for _, view in pairs(sale.views) do
    if view.pd or (view.py and view.py.PAID) then paid = true end
    cancelled = earliest(cancelled, view.cn)
  end
  local complete = any(need)
  for part, units in pairs(need) do
    if (shipped[part] or 0) < units then complete = false end
  end
  local certain = paid or sale.cf ~= nil or any(shipped)
  local till, given_up = attempts(sale)
  local limit = sale.expires
  if till then limit = math.max(limit or till, till) end
  local state, unpaid
  local ended = cancelled or sale.rel
  if complete and any(shipped) then state = 'FULFILLED'
  elseif cancelled then state = any(shipped) and 'FULFILLED' or 'RELEASED'
  elseif sale.rel then state = 'RELEASED'
  elseif next(back) and not any(need) then state = 'RELEASED'
  elseif certain then state = 'CONFIRMED'
  elseif not placed and not sale.hold then state = 'RELEASED'
  elseif given_up then state, unpaid, ended = 'RELEASED', given_up, given_up
  elseif limit and limit <= work.now then state, ended = 'EXPIRED', limit
  else state = 'HELD' end
  return { state = state, lines = lines, all = all, need = need, back = back, ships = ships, shipped = shipped,
    certain = certain and true, placed = placed, limit = limit, ended = ended or work.now, unpaid = unpaid }
end

local function holds_recorded(sale)
  for _, parts in pairs(sale.kx) do
    for part in pairs(parts) do
      if stock.load(part).tracks_holds then return true end
    end
  end
  return false
end

-- Where units of the sale stood that it has or gave back: component -> location -> units.
local function stood(sale)
  local all = {}
  for _, map in ipairs({ sale.al, sale.gv or {} }) do
    for part, places in pairs(map) do
      all[part] = all[part] or {}
      for name, units in pairs(places) do
        name = shelf(name)
        all[part][name] = (all[part][name] or 0) + units
      end
    end
  end
  return all
end

-- When a hold that is no order yet ended is decided once; what is taken again later is held anew from then on.
local function follow_hold(sale, verdict, open)
  if not sale.hold then return end
  if open and sale.he then
    sale.hp = sale.hp or {}
    sale.hp[#sale.hp + 1] = { f = sale.ht or sale.created, t = sale.he, p = stood(sale) }
    sale.ht, sale.he = work.now, nil
  elseif not sale.ot and not sale.cf and (verdict.state == 'RELEASED' or verdict.state == 'EXPIRED') then
    sale.he = sale.he or verdict.ended
  end
end

-- What made fewer units of a component held, by time: parts given back and parcels; of a cancelled hold that was shipped in part also the rest.
local function hold_ends(sale, verdict, known, part, units)
  local ends, rest = {}, units
  local function add(t, q, l, given)
    rest = rest - q
    if q > 0 then ends[#ends + 1] = { t = t, q = q, l = l, given = given, i = #ends } end
  end
  for _, key in ipairs(sorted(sale.rls or {})) do add(sale.rls[key].t, explode(sale, sale.rls[key].q)[part] or 0, nil, true) end
  for _, parcel in ipairs(verdict.ships) do
    if parcel.part == part then add(parcel.t, parcel.q, parcel.l) end
  end
  if verdict.state == 'FULFILLED' and not known and not sale.he then add(verdict.ended, rest) end
  table.sort(ends, function(a, b)
    if a.t ~= b.t then return a.t < b.t end
    return a.i < b.i
  end)
  return ends
end

-- What the hold of a sale held: until it was known as an order, was given up or ran out, and until then less what was given back and what left.
-- An order of other quantities may have followed: what the hold had beyond it stood at the last of its places.
local function holdings(sale, verdict, known, move)
  if not sale.hold or not holds_recorded(sale) then return end
  local periods = {}
  for _, past in ipairs(sale.hp or {}) do periods[#periods + 1] = past end
  periods[#periods + 1] = { f = sale.ht or sale.created, t = sale.he, p = stood(sale) }
  for part, units in pairs(explode(sale, sale.hold)) do
    local S = stock.load(part)
    local ends = S.tracks_holds and hold_ends(sale, verdict, known, part, units)
    for _, period in ipairs(ends and periods or {}) do
      local till = earliest(period.t, known)
      if not till or till > period.f then
        local places = period.p[part] or {}
        local names, here, rest = sorted(places), {}, units
        if #names == 0 then names[1] = UNASSIGNED end
        local function held(name, t, change)
          here[name] = (here[name] or 0) + change
          if change ~= 0 and stock.tracks_holds(S, name) then move(part, name, t, 0, 0, change) end
        end
        for i, name in ipairs(names) do
          local some = i == #names and rest or math.min(rest, places[name])
          rest = rest - some
          held(name, period.f, some)
        end
        for _, ending in ipairs(ends) do
          local t = math.max(ending.t, period.f)
          if till and t >= till then break end
          local left, order = ending.q, {}
          if ending.l then order[1] = ending.l end
          for _, name in ipairs(ending.given and sorted((sale.gv or {})[part] or {}) or {}) do order[#order + 1] = shelf(name) end
          for _, name in ipairs(names) do order[#order + 1] = name end
          for _, name in ipairs(order) do
            local take = math.min(left, here[name] or 0)
            left = left - take
            if take > 0 then held(name, t, -take) end
          end
        end
        if till then
          for _, name in ipairs(names) do held(name, till, -here[name]) end
        end
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
    local m = at(part, shelf(name)).m
    local sum = m[text(t)] or { 0, 0 }
    local h = (sum[3] or 0) + (held or 0)
    m[text(t)] = { sum[1] + on_hand, sum[2] + committed, h ~= 0 and h or nil }
  end
  local open = verdict.state == 'HELD' or verdict.state == 'CONFIRMED'
  local known = sale.ot or sale.cf
  holdings(sale, verdict, known, move)
  -- Units that cease to be an order's; before the order was known they were not.
  local function uncommit(part, name, t, units)
    move(part, name, math.max(t, known), 0, -units)
  end
  local left = {}
  for part, places in pairs(sale.al) do
    left[part] = {}
    for name, units in pairs(places) do
      left[part][name] = units
      if known then move(part, name, known, 0, units) end
    end
  end
  if known and next(verdict.back) then
    local given = {}
    for key in pairs(sale.rls or {}) do given[#given + 1] = key end
    -- The newest first: what was given back before the lines were stated is not among them.
    table.sort(given, function(a, b)
      local ta, tb = sale.rls[a].t, sale.rls[b].t
      if ta ~= tb then return ta > tb end
      return a < b
    end)
    local exploded = {}
    for i, key in ipairs(given) do exploded[i] = explode(sale, sale.rls[key].q) end
    for part, units in pairs(verdict.back) do
      local places = (sale.gv or {})[part] or {}
      for name, back in pairs(places) do move(part, name, known, 0, back) end
      local names, at_place, used = sorted(places), 1, 0
      for i, key in ipairs(given) do
        local rest = math.min(units, exploded[i][part] or 0)
        units = units - rest
        while rest > 0 and names[at_place] do
          local take = math.min(rest, places[names[at_place]] - used)
          if take > 0 then uncommit(part, names[at_place], sale.rls[key].t, take) end
          rest, used = rest - take, used + take
          if used == places[names[at_place]] then at_place, used = at_place + 1, 0 end
        end
      end
    end
  end
  local from = {}
  for _, parcel in ipairs(verdict.ships) do
    local places = left[parcel.part] or {}
    from[parcel.part] = from[parcel.part] or {}
    local names = places_of(places)
    if parcel.l then table.insert(names, 1, parcel.l) end
    local rest, unplaced = parcel.q, parcel.q
    for _, name in ipairs(names) do
      local take = math.min(rest, places[name] or 0)
      if take > 0 then
        places[name] = places[name] - take
        rest = rest - take
        if known then uncommit(parcel.part, name, parcel.t, take) end
        if not parcel.l and name ~= INCOMING then
          move(parcel.part, name, parcel.t, -take, 0)
          unplaced = unplaced - take
          from[parcel.part][#from[parcel.part] + 1] = { l = name, q = take }
        end
      end
    end
    if unplaced > 0 then
      local name = shelf(parcel.l or names[1] or UNASSIGNED)
      move(parcel.part, name, parcel.t, -unplaced, 0)
      from[parcel.part][#from[parcel.part] + 1] = { l = name, q = unplaced }
    end
  end
  for part, places in pairs(left) do
    for name, units in pairs(places) do
      if units > 0 then
        if open then at(part, name).r = units
        elseif known then uncommit(part, name, verdict.ended, units) end
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

-- line sku -> units that left, kits only as a whole: first what parcels name, then what documents moved of the components.
local function fulfilled(sale, all, shipped)
  local pool, named, done = {}, {}, {}
  for part, units in pairs(shipped) do pool[part] = units end
  for name, view in pairs(sale.views) do
    if view.sh and not is_document(name) then
      local told = {}
      for _, parcel in pairs(view.sh) do
        for line, units in pairs(parcel.q) do told[line] = (told[line] or 0) + units end
      end
      for line, units in pairs(told) do named[line] = math.max(named[line] or 0, units) end
    end
  end
  local function take(line, units)
    local parts = parts_of(sale, line)
    for part, each in pairs(parts) do units = math.min(units, math.floor((pool[part] or 0) / each)) end
    for part, each in pairs(parts) do pool[part] = (pool[part] or 0) - units * each end
    done[line] = (done[line] or 0) + units
  end
  local names = sorted(all)
  for _, line in ipairs(names) do take(line, math.min(named[line] or 0, all[line])) end
  for _, line in ipairs(names) do take(line, all[line] - done[line]) end
  return done
end

-- The reservation as the outside sees it; nil for a sale only documents tell of.
function sales.view(sale)
  if not sale.ch then return nil end
  local verdict = sales.judge(sale)
  local lines, all = verdict.lines, verdict.all
  local left = fulfilled(sale, all, verdict.shipped)
  local pool, short = {}, {}
  for part, places in pairs(sale.al) do
    pool[part] = {}
    for name, units in pairs(places) do pool[part][name] = units end
  end
  for part, units in pairs(sale.sf) do short[part] = units end
  local out = {}
  for _, line in ipairs(sorted(all)) do
    local taken, missing, ahead = {}, 0, 0
    local parts = parts_of(sale, line)
    for _, part in ipairs(sorted(parts)) do
      local rest = lines[line] * parts[part]
      local lack = math.min(short[part] or 0, rest)
      short[part] = (short[part] or 0) - lack
      missing = math.max(missing, math.ceil(lack / parts[part]))
      local names = places_of(pool[part] or {})
      -- Units to come are the SKU's own line's; kits are not promised ahead.
      if part == line and names[#names] == INCOMING then table.insert(names, 1, table.remove(names)) end
      for _, name in ipairs(names) do
        local take = math.min(rest, pool[part][name])
        if take > 0 then
          pool[part][name] = pool[part][name] - take
          rest = rest - take
          local S = stock.load(part)
          if name == INCOMING and part == line then ahead = ahead + take end
          taken[#taken + 1] = { sku = part, location = name == INCOMING and 'incoming' or name == UNASSIGNED and S.dl or name, quantity = take }
        end
      end
    end
    local open = sale.st == 'HELD' or sale.st == 'CONFIRMED'
    local back = all[line] - left[line]
    if open or sale.st == 'EXPIRED' then back = math.min(back, all[line] - lines[line]) end
    out[#out + 1] = { sku = line, quantity = all[line], shortfall = missing, allocations = taken, fulfilled = left[line], released = back,
      remaining = open and all[line] - left[line] - back or 0, preorder = ahead > 0 and ahead or nil,
      availableFrom = ahead > 0 and sale.pf and sale.pf[line] or nil }
  end
  return { id = sale.id, orderId = sale.oid, channel = sale.ch, state = sale.st, createdAt = sale.created,
    expiresAt = sale.st == 'HELD' and verdict.limit or nil, lines = out }
end

-- line sku -> units of it that HTTP said were shipped.
function sales.told_shipped(sale)
  local told = {}
  for _, parcel in pairs((sale.views['api'] or {}).sh or {}) do
    for line, units in pairs(parcel.q) do told[line] = (told[line] or 0) + units end
  end
  return told
end

function sales.save(sale)
  work.dirty_sales[sale.id] = sale
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
  if open or any(verdict.shipped) or sale.ot or sale.cf then
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
      told.t = told.t or sale.ot or sale.cf or (verdict.ships[1] and verdict.ships[1].t) or work.now
      told.l = told.l or (verdict.ships[1] and verdict.ships[1].l) or shelf(places_of(sale.al[part] or {})[1] or UNASSIGNED)
      step.demand(stock.load(part), told.l, demand[part] - told.q, told.t)
      sale.dm[part] = { q = demand[part], t = told.t, l = told.l }
      changed = true
    end
  end
  sale.st = verdict.state
  if sale.st == 'HELD' then
    if sale.due ~= verdict.limit then
      work.write('ZADD', work.key('due'), text(verdict.limit), sale.id)
      sale.due = verdict.limit
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
      if sale and sale.st == 'HELD' then expire(sale) else work.write('ZREM', work.key('due'), id) end
    end)
  end
  return count, #due > limit
end
