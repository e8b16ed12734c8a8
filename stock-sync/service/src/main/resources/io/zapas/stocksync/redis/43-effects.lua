-- What a sale does to the stock, computed from all of its facts: units reserved, moves, demand.

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
  elseif not known_since(sale) and (verdict.state == 'RELEASED' or verdict.state == 'EXPIRED') then
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
  local known = known_since(sale)
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
