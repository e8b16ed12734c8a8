-- Units promised against deliveries on their way, of a SKU whose product allows it. They stand as reserved at a place of their own, INCOMING, which
-- never has units on hand: so they are owed like any reservation (the ATP stays 0 while others are free to ask, and a receipt serves them before
-- the ATP rises), yet they are no shortfall, since nobody promised them from the shelf.
local preorder = {}

local DAY = 24 * 3600 * 1000

-- Units promised so far.
function preorder.promised(S)
  local L = S.locs[INCOMING]
  return L and L.r or 0
end

-- Deliveries that may be promised against, earliest first. One whose day has passed is not: nobody knows when it comes.
local function deliveries(S, rule)
  local list = {}
  for order, line in pairs(S.inc) do
    if line.q > 0 and line.e and line.e + DAY > work.now and (not rule.confirmedOnly or line.c)
      and (not rule.untilDays or line.e <= work.now + rule.untilDays * DAY) then
      list[#list + 1] = { order = order, q = line.q, e = line.e, eta = line.eta }
    end
  end
  table.sort(list, function(a, b)
    if a.e ~= b.e then return a.e < b.e end
    return a.order < b.order
  end)
  return list
end

-- Units that may be promised beyond the ATP, and the day from which the unit-th of them is there (nil: there is none). What is owed already, by
-- earlier promises, by shortfall or by a buffer, is served first.
function preorder.open(S, unit)
  local rule = S.rules.preorder
  if not rule or stock.is_kit(S) then return 0, nil end
  local owed = math.max(0, -available.balance(S))
  local list = deliveries(S, rule)
  local sum = 0
  for _, delivery in ipairs(list) do sum = sum + delivery.q end
  local units = math.max(0, sum - owed)
  if rule.maxQuantity then units = math.min(units, math.max(0, rule.maxQuantity - preorder.promised(S))) end
  local passed = 0
  for _, delivery in ipairs(list) do
    passed = passed + delivery.q
    if passed >= owed + unit then return units, delivery.eta end
  end
  return units, nil
end

-- What is shown; nil unless the product allows it (a kit: never) or something is still promised.
function preorder.shown(S)
  local promised = preorder.promised(S)
  if promised == 0 and (not S.rules.preorder or stock.is_kit(S)) then return nil end
  local units, from = preorder.open(S, 1)
  return { quantity = units, availableFrom = units > 0 and from or nil, promised = promised }
end
