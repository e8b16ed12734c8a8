-- Where the units of a sale stand: component -> location -> units allocated, and those given back.

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
