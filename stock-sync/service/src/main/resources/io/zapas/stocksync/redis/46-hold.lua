-- A hold of which nothing else is known yet, taken without looking at facts: what sales.settle makes of a sale that is only held is written down here, since nine
-- of ten calls want just that. A property (HoldIT) compares both ways.

-- Whether the lines (sku -> units) can be held so: no kits, no location that records holds.
function sales.holds_plainly(lines)
  for name in pairs(lines) do
    local S = stock.load(name)
    if S.tracks_holds or stock.is_kit(S) then return false end
  end
  return true
end

-- Takes the granted units for the new sale, within a step. Answers the reservation as the outside sees it.
function sales.hold(sale, granted)
  local lines = {}
  local names = sorted(granted)
  sale.oo = {}
  for _, name in ipairs(names) do
    local units = granted[name]
    local S = stock.load(name)
    local places = available.allocate(S, sale.ch, units)
    local taken = {}
    for _, place in ipairs(sorted(places)) do
      stock.reserve(S, place, places[place])
      sale.fx[name .. SEP .. place] = { r = places[place], m = {} }
      taken[#taken + 1] = { sku = name, location = place == UNASSIGNED and S.dl or place, quantity = places[place] }
    end
    sale.kx[name] = { [name] = 1 }
    sale.al[name] = places
    sale.oo[name] = 1
    work.write('ZADD', work.key('oo', name), text(sale.created), sale.id)
    lines[#lines + 1] = { sku = name, quantity = units, shortfall = 0, allocations = taken, fulfilled = 0, released = 0, remaining = units }
  end
  sale.st, sale.due = 'HELD', sale.expires
  work.write('ZADD', work.key('due'), text(sale.expires), sale.id)
  sales.save(sale)
  step.tells(sale)
  return { id = sale.id, orderId = sale.oid, channel = sale.ch, state = sale.st, createdAt = sale.created, expiresAt = sale.expires, lines = lines }
end
