-- What may be sold and shown. AvailableToPromise and Exposure in the tests say the same in Java; a property compares them.
--   ATP(sku) = max(0, sum over locations of max(0, on-hand) - sum of reserved - buffer of the SKU)
-- A negative on-hand counts as 0; more reserved than there is at one location lowers the total. ATP(kit) = min floor(ATP(part) / quantity).
local available = {}

local KIT_DEPTH_MAX = 5

-- Units on hand and units reserved over all locations.
function available.totals(S)
  local on_hand, reserved = 0, 0
  for _, L in pairs(S.locs) do
    if L.o > 0 then on_hand = on_hand + L.o end
    reserved = reserved + L.r
  end
  return on_hand, reserved
end

function available.atp(S, depth)
  depth = depth or 0
  if stock.is_kit(S) then
    if depth >= KIT_DEPTH_MAX then return 0 end
    local least
    for _, part in ipairs(S.rules.kit) do
      local sets = math.floor(available.atp(stock.load(part.sku), depth + 1) / part.quantity)
      if least == nil or sets < least then least = sets end
    end
    return least
  end
  local on_hand, reserved = available.totals(S)
  return math.max(0, on_hand - reserved - (S.rules.buffer or 0))
end

-- Units promised beyond on-hand.
function available.shortfall(S)
  local on_hand, reserved = available.totals(S)
  return math.max(0, reserved - on_hand)
end

-- What the channel may show: ATP less its buffer, less what is ring-fenced for others (cut to the ATP in the order of names), then percent
-- rounded down, then cap.
function available.exposure(S, channel)
  local atp = available.atp(S)
  local rules = S.rules.channels or {}
  local free, fenced = atp, 0
  for _, other in ipairs(sorted(rules)) do
    local ring = math.min(rules[other].reserved or 0, free)
    free = free - ring
    if other ~= channel then fenced = fenced + ring end
  end
  local rule = rules[channel] or {}
  local units = math.max(0, atp - fenced - (rule.buffer or 0))
  if rule.percent then units = math.floor(units * rule.percent / 100) end
  if rule.cap then units = math.min(units, rule.cap) end
  return units
end

-- Everything that is shown of a SKU: atp, shortfall, channels (name -> units: those with a rule and those with a listing) and locations by name.
-- The SKU's buffer is laid on the locations in the order of their names, as far as they have free units, so that their available units sum up to
-- the ATP unless one of them has more reserved than on hand. A kit has no locations of its own.
function available.shown(S, listings)
  local kit = stock.is_kit(S)
  local channels, locations = {}, {}
  for channel in pairs(S.rules.channels or {}) do channels[channel] = 0 end
  for _, listing in ipairs(listings or {}) do channels[string.sub(listing, 1, string.find(listing, SEP, 1, true) - 1)] = 0 end
  for channel in pairs(channels) do channels[channel] = available.exposure(S, channel) end
  local rest = S.rules.buffer or 0
  for _, name in ipairs(kit and {} or sorted(S.locs)) do
    local L = S.locs[name]
    local free = math.max(0, math.max(0, L.o) - L.r)
    local kept = math.min(rest, free)
    rest = rest - kept
    locations[#locations + 1] = { name = name, onHand = L.o, reserved = L.r, buffer = kept, available = free - kept }
  end
  return { atp = available.atp(S), shortfall = kit and 0 or available.shortfall(S), channels = channels, locations = locations }
end

-- What one unit takes from the shelf: component -> units. A SKU that is no kit takes itself.
function available.explode(S)
  local parts = {}
  local function walk(K, units, depth)
    if stock.is_kit(K) and depth < KIT_DEPTH_MAX then
      for _, part in ipairs(K.rules.kit) do walk(stock.load(part.sku), units * part.quantity, depth + 1) end
    else
      parts[K.name] = (parts[K.name] or 0) + units
    end
  end
  walk(S, 1, 0)
  return parts
end

-- Adds the kits that contain this SKU, directly or through others, to the set.
function available.kits_around(name, found)
  local function walk(part, depth)
    if depth >= KIT_DEPTH_MAX then return end
    for _, kit in ipairs(redis.call('SMEMBERS', work.key('kc', part))) do
      if not found[kit] then
        found[kit] = true
        walk(kit, depth + 1)
      end
    end
    for kit in pairs((work.kits or {})[part] or {}) do
      if not found[kit] then
        found[kit] = true
        walk(kit, depth + 1)
      end
    end
  end
  walk(name, 0)
end

-- Locations in the order this channel sells from: as configured, then the others by name.
function available.sell_from(S, channel)
  local names, listed = {}, {}
  for _, name in ipairs((cfg.sellFrom or {})[channel] or {}) do
    if S.locs[name] and not listed[name] then
      names[#names + 1] = name
      listed[name] = true
    end
  end
  for _, name in ipairs(sorted(S.locs)) do
    if not listed[name] then names[#names + 1] = name end
  end
  return names
end

-- Splits units over locations; what no location covers goes to the first. Answers location -> units.
function available.allocate(S, channel, units)
  local taken = {}
  local names = available.sell_from(S, channel)
  local rest = units
  for _, name in ipairs(names) do
    if rest == 0 then break end
    local L = S.locs[name]
    local take = math.min(rest, math.max(0, math.max(0, L.o) - L.r))
    if take > 0 then
      taken[name] = take
      rest = rest - take
    end
  end
  if rest > 0 then
    local first = names[1] or UNASSIGNED
    taken[first] = (taken[first] or 0) + rest
  end
  return taken
end
