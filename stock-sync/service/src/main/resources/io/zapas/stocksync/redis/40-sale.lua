-- A sale: one order of one customer, however many systems tell of it. r:<id> holds the facts seen, never a running state:
--   ch, oid channel and order id · created, expires · views: view -> facts of one system:
--     pl, pd placed and paid {t, q: sku -> units} · cn cancelled at · sh, rt shipped and returned: key -> {t, l, q}
--     py what was heard of its payment: PENDING, FAILED, CANCELLED -> newest time, PAID -> first time · pu until when the newest PENDING holds
--   hold granted lines of an HTTP reservation · ht held since, if not since created · he when a hold that was no order yet ended, decided once
--   hp periods before that, when it ended and was taken again: {f from, t to, p: component -> location -> units}
--   cf confirmed at · rel released at · rls parts given back: key -> {t, q, h} · ot order time
--   expires limit of the hold, a pending payment aside · hs when that hold began
--   po component -> units it may take from deliveries when it is allocated next · pf component -> day from which those it took are there
--   kx: sku -> component -> units (fixed when first seen, so that a changed kit does not change old orders)
--   ach, aoid channel and order a payment named · aw when it is told (again) that nothing else is heard of it · at since when it is told
--   ob: newest outbox item that tells of it · al: component -> location -> units allocated · gv: the same for units given back
--   fx: effects applied so far · dm: demand told so far · sf: units not covered
-- sale.settle computes the effects that the facts call for and applies the difference to those applied. Arrival order cannot matter.
local sales = {}

-- Views of sources of documents (ERP), and of those that tell of payments alone, are named apart from those of channels.
local DOCUMENTS = 'doc' .. SEP
local PAYMENTS = 'pay' .. SEP

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

-- Notes what is heard of a payment. Paid once is paid: its first time counts, so that a repetition changes nothing.
local function note_payment(view, stage, t)
  view.py = view.py or {}
  view.py[stage] = stage == 'PAID' and earliest(view.py.PAID, t) or math.max(view.py[stage] or t, t)
end

-- Since when it is an order: since the channel says so, it was confirmed, or a hold was paid for. nil: it is none yet.
local function known_since(sale)
  if sale.ot or sale.cf or not sale.hold then return sale.ot or sale.cf end
  local paid
  for _, view in pairs(sale.views) do paid = earliest(paid, view.py and view.py.PAID) end
  return paid
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
  for stage, t in pairs(other.py or {}) do note_payment(mine, stage, t) end
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
  if not a.ach then a.ach, a.aoid = b.ach, b.aoid end
  a.aw, a.at = earliest(a.aw, b.aw), earliest(a.at, b.at)
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
