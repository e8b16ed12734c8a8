-- What may be sold and shown. AvailableToPromise and Exposure in the tests say the same in Java; a property compares them.
--   free(location) = on-hand (below 0 or unsellable: 0) - reserved - buffer of the location, as far as it has free units
--   ATP(sku) = max(0, sum of free over locations - buffer of the SKU - units kept back while one of its sources is silent)
-- More reserved than there is at one location lowers the total: those units must come from elsewhere. A buffer where nothing is left takes
-- nothing from other locations. ATP(kit) = min floor(ATP(part) / quantity) over what one kit takes from the shelf, so that a part two inner
-- kits share is counted for both.
local available = {}

local KIT_DEPTH_MAX = 5

-- Units of a location that count as on hand.
local function countable(L)
  if L.o <= 0 or (cfg.unsellable and cfg.unsellable[L.name]) then return 0 end
  return L.o
end

-- Free units of a location, below 0 when more is reserved than there is; and the units its buffer keeps back.
function available.free(S, L)
  local free = countable(L) - L.r
  if free <= 0 then return free, 0 end
  local buffer = (S.rules.locations and S.rules.locations[L.name]) or (cfg.buffers and cfg.buffers[L.name]) or 0
  local kept = math.min(buffer, free)
  return free - kept, kept
end

-- Free units over all locations less the SKU's buffer; below 0 when more is promised or kept back than there is.
function available.balance(S)
  local free = -(S.rules.buffer or 0)
  if S.sl then free = free - S.sl end
  for _, L in pairs(S.locs) do free = free + available.free(S, L) end
  return free
end

local function plain_atp(S, taken)
  local free = available.balance(S)
  if taken then free = free - (taken[S.name] or 0) end
  return math.max(0, free)
end

-- The least number of kits that any of the parts allows.
local function sets(parts, units_of)
  local least
  for part, each in pairs(parts) do
    local count = math.floor(units_of(stock.load(part)) / each)
    if least == nil or count < least then least = count end
  end
  return least or 0
end

-- taken: component -> units that are as good as gone (earlier lines of the same request); may be nil.
function available.atp(S, taken)
  if not stock.is_kit(S) then return plain_atp(S, taken) end
  return sets(available.explode(S), function(part) return plain_atp(part, taken) end)
end

-- Units promised beyond on-hand, but for those that were promised against deliveries.
function available.shortfall(S)
  local on_hand, reserved = 0, 0
  for name, L in pairs(S.locs) do
    on_hand = on_hand + countable(L)
    if name ~= INCOMING then reserved = reserved + L.r end
  end
  return math.max(0, reserved - on_hand)
end

-- Of the ATP, what the channel gets at: all of it, unless it sells from some locations only, or takes a line from one location only. Whether a
-- line is split is judged per component: the parts of a kit may come from different locations.
local function plain_reach(S, channel, taken, atp)
  local only, whole = cfg.sellOnly and cfg.sellOnly[channel], cfg.whole and cfg.whole[channel]
  if not only and not whole then return atp end
  local sum, largest = 0, 0
  local function count(L)
    local free = L and available.free(S, L) or 0
    sum = sum + free
    largest = math.max(largest, free)
  end
  if only then
    for _, name in ipairs(only) do count(S.locs[name]) end
  else
    for _, L in pairs(S.locs) do count(L) end
  end
  local units = whole and largest or sum
  if taken then units = units - (taken[S.name] or 0) end
  return math.max(0, math.min(atp, units))
end

function available.reach(S, channel, taken, atp)
  if not stock.is_kit(S) then return plain_reach(S, channel, taken, atp) end
  if not (cfg.sellOnly and cfg.sellOnly[channel]) and not (cfg.whole and cfg.whole[channel]) then return atp end
  return math.min(atp, sets(available.explode(S), function(part)
    return plain_reach(part, channel, taken, plain_atp(part, taken))
  end))
end

-- Higher goes first; of the product's rule, else as configured, else 0.
function available.priority(S, channel)
  local rule = S.rules.channels and S.rules.channels[channel]
  return (rule and rule.priority) or (cfg.priorities and cfg.priorities[channel]) or 0
end

-- Units ring-fenced for other channels: cut to the ATP, those of the highest priority first, then by name.
local function fenced_for_others(S, channel, atp)
  local rules, fenced = S.rules.channels, nil
  for other, rule in pairs(rules) do
    if rule.reserved then
      fenced = fenced or {}
      fenced[#fenced + 1] = other
    end
  end
  if not fenced then return 0 end
  table.sort(fenced, function(a, b)
    local pa, pb = available.priority(S, a), available.priority(S, b)
    if pa ~= pb then return pa > pb end
    return a < b
  end)
  local free, units = atp, 0
  for _, other in ipairs(fenced) do
    local ring = math.min(rules[other].reserved, free)
    free = free - ring
    if other ~= channel then units = units + ring end
  end
  return units
end

-- What the channel may show: nothing below its threshold; else the ATP less what is ring-fenced for others, as far as the channel gets at it, less
-- its buffer, then percent rounded down, then cap.
-- note, if given, is told of every rule that changes the number: its name, the units before and after.
function available.exposure(S, channel, taken, atp, note)
  atp = atp or available.atp(S, taken)
  local units = atp
  local function after(rule, left)
    if note and left ~= units then note(rule, units, left) end
    units = left
  end
  after('locations', available.reach(S, channel, taken, atp))
  local rules = S.rules.channels
  if not rules or next(rules) == nil then return units end
  local rule = rules[channel] or {}
  if rule.threshold and atp < rule.threshold then
    after('threshold', 0)
    return 0
  end
  after('ring-fence', math.min(units, atp - fenced_for_others(S, channel, atp)))
  after('channel-buffer', math.max(0, units - (rule.buffer or 0)))
  if rule.percent then after('percent', math.floor(units * rule.percent / 100)) end
  if rule.cap then after('cap', math.min(units, rule.cap)) end
  return units
end

-- Everything that is shown of a SKU, under the names it is published by: available, shortfall, channels (name -> units: those with a rule, a listing or locations of their own) and locations by name.
-- The SKU's buffer, and what is kept back of a silent source, are laid on the locations in the order of their names, as far as they have free units, so that their available units sum up to
-- the ATP unless one of them has more reserved than on hand. A kit has no locations of its own.
function available.shown(S)
  local kit = stock.is_kit(S)
  local atp = available.atp(S)
  local channels, locations = {}, {}
  for channel in pairs(S.rules.channels or {}) do channels[channel] = 0 end
  for listing in pairs(S.listings) do channels[string.sub(listing, 1, string.find(listing, SEP, 1, true) - 1)] = 0 end
  -- Of any other channel the rest of the document tells.
  for _, some in ipairs({ cfg.sellOnly or {}, cfg.whole or {} }) do
    for channel in pairs(some) do channels[channel] = 0 end
  end
  for channel in pairs(channels) do channels[channel] = available.exposure(S, channel, nil, atp) end
  local rest = (S.rules.buffer or 0) + (S.sl or 0)
  for _, name in ipairs(kit and {} or sorted(S.locs)) do
    local L = S.locs[name]
    local free, kept = available.free(S, L)
    free = math.max(0, free)
    local more = math.min(rest, free)
    rest = rest - more
    if name ~= INCOMING then
      local location = { location = name, onHand = L.o, reserved = L.r, buffer = kept + more, available = free - more, lots = lots.shown(L) }
      if cfg.unsellable and cfg.unsellable[name] then location.sellable = false end
      locations[#locations + 1] = location
    end
  end
  return { available = atp, shortfall = kit and 0 or available.shortfall(S), channels = channels, locations = locations }
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
    for kit in pairs(stock.load(part).kits) do
      if not found[kit] then
        found[kit] = true
        walk(kit, depth + 1)
      end
    end
  end
  walk(name, 0)
end

-- Locations this channel sells from, in order: as configured, then the others by name; only some of them if it is told so.
function available.sell_from(S, channel)
  local names, listed = {}, {}
  local only = cfg.sellOnly and cfg.sellOnly[channel]
  local function list(some, allowed)
    for _, name in ipairs(some) do
      if S.locs[name] and not listed[name] and name ~= INCOMING and (not allowed or allowed[name]) and not (cfg.unsellable and cfg.unsellable[name]) then
        names[#names + 1] = name
        listed[name] = true
      end
    end
  end
  local allowed
  if only then
    allowed = {}
    for _, name in ipairs(only) do allowed[name] = true end
  end
  list(cfg.sellFrom and cfg.sellFrom[channel] or {}, allowed)
  list(only or sorted(S.locs))
  return names, listed
end

-- Places units: from one location that covers them if the channel takes a line whole, else split in its order. What a grant takes fits into the free
-- units. An order is a fact: it splits when it must, then takes what buffers keep back, then from locations the channel does not sell from; what
-- is nowhere goes to the first. Answers location -> units.
function available.allocate(S, channel, units)
  local names, listed = available.sell_from(S, channel)
  if cfg.whole and cfg.whole[channel] then
    for _, name in ipairs(names) do
      if available.free(S, S.locs[name]) >= units then return { [name] = units } end
    end
  end
  local taken, rest = {}, units
  local function take(name, free)
    local some = math.min(rest, math.max(0, free))
    if some > 0 then
      taken[name] = (taken[name] or 0) + some
      rest = rest - some
    end
  end
  for _, name in ipairs(names) do
    if rest == 0 then return taken end
    take(name, (available.free(S, S.locs[name])))
  end
  for _, name in ipairs(names) do
    local L = S.locs[name]
    take(name, countable(L) - L.r - (taken[name] or 0))
  end
  for _, name in ipairs(rest > 0 and sorted(S.locs) or {}) do
    if not listed[name] then take(name, countable(S.locs[name]) - S.locs[name].r) end
  end
  if rest > 0 then
    local first = names[1] or UNASSIGNED
    taken[first] = (taken[first] or 0) + rest
  end
  return taken
end
