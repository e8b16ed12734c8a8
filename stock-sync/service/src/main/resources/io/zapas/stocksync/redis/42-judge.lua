-- What the facts of a sale call for.

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

-- Since when its payment is given up with no other attempt under way; nil: it is not.
function sales.given_up(sale)
  local _, given_up = attempts(sale)
  return given_up
end

-- What the facts call for: state · lines (ordered, not given back) and all (ordered), by SKU of the line · need and back (given back), by
-- component · shipped parcels and totals · certain · limit (when a hold ends) · ended (when a sale that is over ended) · unpaid (since
-- when it is released only because its payment was given up) · awaited (paid for, and nothing else is known of it).
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
  elseif not placed and not sale.hold and not any(shipped) then state = 'RELEASED'
  elseif certain then state = 'CONFIRMED'
  elseif given_up then state, unpaid, ended = 'RELEASED', given_up, given_up
  elseif limit and limit <= work.now then state, ended = 'EXPIRED', limit
  else state = 'HELD' end
  return { state = state, lines = lines, all = all, need = need, back = back, ships = ships, shipped = shipped,
    certain = certain and true, placed = placed, limit = limit, ended = ended or work.now, unpaid = unpaid,
    awaited = paid and not placed and not sale.hold and not cancelled and not any(shipped) }
end
