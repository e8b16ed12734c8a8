-- A sale as the outside sees it.

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
