-- Levels of one SKU. The hash s:<sku> holds v (version), as (time of the newest change), n (ledger entries so far), pj (product as given, JSON
-- text), pr (its rules), pt (product watermark), dl (see below), in (incoming), oc (its listings), kc (kits that contain it), and per location l:<name>:
--   o on-hand, may be negative · r reserved · c units committed to orders a net source may know · n number of moves kept
--   w watermarks: source -> {t time, v version, q quantity, b basis} · t, b time and basis of the level in force
--
-- Convergence: on-hand is always  quantity of the newest level
--                               + sum of on-hand deltas of moves later than that level
--                               + (net level) committed units as they were at the level's time, which the source had subtracted.
-- A move is (time, on-hand delta, committed delta). Because only the set of levels and moves counts, every order of arrival ends alike.
local stock = {}
local step = {}

-- Moves that a level already contains are kept a while, for levels of a second source that arrive late.
local MOVES_KEPT = 128
-- Beyond this many, the two oldest merge into one at the later time: a level that falls between them sees both as later.
local MOVES_MAX = 1000
-- How far beyond its bound the number may be before it is brought back to it.
local MOVES_STRIDE = 32
-- Where units go while a SKU has no location yet; taken over by the first real one.
local UNASSIGNED = 'unassigned'

-- Fields most calls do not need are unpacked when first asked for.
local LAZY = { rules = 'pr', inc = 'in', listings = 'oc', kits = 'kc' }
local lazy = {
  __index = function(S, name)
    local field = LAZY[name]
    if not field then return nil end
    local packed = rawget(S, field)
    local value = packed and cmsgpack.unpack(packed) or {}
    rawset(S, name, value)
    return value
  end,
}

function stock.load(name)
  local S = work.skus[name]
  if S then return S end
  S = setmetatable({ name = name, v = 0, as = 0, n = 0, locs = {} }, lazy)
  local flat = call('HGETALL', work.key('s', name))
  for i = 1, #flat, 2 do
    local field, value = flat[i], flat[i + 1]
    if field == 'v' then S.v = tonumber(value); S.known = true
    elseif field == 'as' then S.as = tonumber(value)
    elseif field == 'n' then S.n = tonumber(value)
    elseif field == 'pt' then S.pt = tonumber(value)
    elseif string.byte(field, 2) == 58 then
      local L = cmsgpack.unpack(value)
      L.name = string.sub(field, 3)
      S.locs[L.name] = L
    else S[field] = value end
  end
  work.skus[name] = S
  return S
end

function stock.is_kit(S)
  return S.rules.kit ~= nil and #S.rules.kit > 0
end

-- The location of that name, created when missing. The first real location (one that a source names) takes over what was unassigned.
function stock.location(S, name, real)
  if name == UNASSIGNED then
    if real and not S.dl then S.dl = UNASSIGNED end
    name = S.dl or UNASSIGNED
  end
  local L = S.locs[name]
  if L then return L end
  L = { name = name, o = 0, r = 0, c = 0, n = 0, w = {}, changed = true }
  S.locs[name] = L
  work.dirty[S.name] = S
  if name ~= UNASSIGNED and not S.dl then
    S.dl = name
    local from = S.locs[UNASSIGNED]
    if from then
      step.touch(S, from)
      step.touch(S, L)
      L.o, L.r, L.c, L.n = from.o, from.r, from.c, from.n
      L.pending = from.pending
      from.o, from.r, from.c, from.n, from.pending = 0, 0, 0, 0, nil
      L.taken = true
      from.gone = true
      S.locs[UNASSIGNED] = nil
    end
  end
  return L
end

local function moves_key(S, L)
  -- Until the takeover is flushed the moves still stand under the old name.
  return work.key('m', S.name .. SEP .. (L.taken and UNASSIGNED or L.name))
end

-- One convergent fact: units moved at a time, and units that began or ceased to be committed.
function stock.record(S, name, t, on_hand, committed)
  if on_hand == 0 and committed == 0 then return end
  local L = stock.location(S, name)
  step.touch(S, L)
  work.dirty[S.name] = S
  work.move = work.move + 1
  L.pending = L.pending or {}
  L.pending[#L.pending + 1] = { t = t, o = on_hand, c = committed, id = text(work.move) }
  L.n = L.n + 1
  L.c = L.c + committed
  if L.t == nil or t > L.t then
    L.o = L.o + on_hand
  elseif L.b == 'NET' then
    L.o = L.o + committed
    step.net(S, L, committed)
  end
end

function stock.reserve(S, name, units)
  if units == 0 then return end
  local L = stock.location(S, name)
  step.touch(S, L)
  L.r = L.r + units
  work.dirty[S.name] = S
end

local function member_deltas(member)
  local on_hand, committed = string.match(member, '^%d+:(%-?%d+):(%-?%d+)$')
  return tonumber(on_hand), tonumber(committed)
end

-- Sums of the moves later than t.
local function moved_after(S, L, t)
  local on_hand, committed = 0, 0
  for _, member in ipairs(call('ZRANGEBYSCORE', moves_key(S, L), '(' .. text(t), '+inf')) do
    local o, c = member_deltas(member)
    on_hand, committed = on_hand + o, committed + c
  end
  for _, move in ipairs(L.pending or {}) do
    if move.t > t then on_hand, committed = on_hand + move.o, committed + move.c end
  end
  return on_hand, committed
end

-- A level as stated. Answers nil, or why it is stale and the watermark. Version orders levels of one source, else time; between sources the latest time counts.
function stock.level(S, event)
  local L = stock.location(S, event.location, true)
  local mark = L.w[event.source]
  if mark then
    if mark.v and event.version then
      if event.version < mark.v then return 'older than version seen' end
    elseif event.at < mark.t then
      return 'older than', mark.t
    end
  end
  step.touch(S, L)
  L.w[event.source] = { t = event.at, v = event.version, q = event.quantity, b = event.basis }
  work.dirty[S.name] = S
  local newest
  for _, source in ipairs(sorted(L.w)) do
    local candidate = L.w[source]
    if newest == nil or candidate.t >= newest.t then newest = candidate end
  end
  local on_hand, committed = moved_after(S, L, newest.t)
  L.t, L.b = newest.t, newest.b
  L.o = newest.q + on_hand
  if newest.b == 'NET' then L.o = L.o + L.c - committed end
  L.trim = true
  return nil
end

-- Appends the commands that write pending moves and keep their number bounded. Trims in strides, so that most moves cost one insertion.
local function flush_moves(S, L)
  local key = work.key('m', S.name .. SEP .. L.name)
  local kept
  -- Scores and members by time, those not yet written included; read only to trim.
  local function members()
    if not kept then
      kept = {}
      local flat = call('ZRANGE', L.taken and work.key('m', S.name .. SEP .. UNASSIGNED) or key, 0, -1, 'WITHSCORES')
      for i = 1, #flat, 2 do kept[#kept + 1] = { t = tonumber(flat[i + 1]), m = flat[i] } end
      for _, move in ipairs(L.pending or {}) do
        kept[#kept + 1] = { t = move.t, m = move.id .. ':' .. text(move.o) .. ':' .. text(move.c), fresh = true }
      end
      table.sort(kept, function(a, b)
        if a.t ~= b.t then return a.t < b.t end
        return a.m < b.m
      end)
    end
    return kept
  end
  local function remove(count)
    local gone = { 'ZREM', key }
    local list = members()
    for _ = 1, count do gone[#gone + 1] = table.remove(list, 1).m end
    L.n = L.n - count
    return gone
  end
  if L.taken then
    local add = { 'ZADD', key }
    for _, move in ipairs(members()) do
      if not move.fresh then
        add[#add + 1] = text(move.t)
        add[#add + 1] = move.m
      end
    end
    if #add > 2 then
      work.write(unpack(add))
      work.write('DEL', work.key('m', S.name .. SEP .. UNASSIGNED))
    end
  end
  if L.pending then
    local add = { 'ZADD', key }
    for _, move in ipairs(L.pending) do
      add[#add + 1] = text(move.t)
      add[#add + 1] = move.id .. ':' .. text(move.o) .. ':' .. text(move.c)
    end
    work.write(unpack(add))
  end
  if L.t and L.n > MOVES_KEPT + MOVES_STRIDE then
    local contained = 0
    for _, move in ipairs(members()) do
      if move.t <= L.t then contained = contained + 1 end
    end
    local drop = math.min(contained, L.n - MOVES_KEPT)
    if drop > 0 then work.write(unpack(remove(drop))) end
  end
  if L.n > MOVES_MAX + MOVES_STRIDE then
    local list = members()
    local on_hand, committed, t = 0, 0, 0
    local count = L.n - MOVES_MAX + 1
    for i = 1, count do
      local o, c = member_deltas(list[i].m)
      on_hand, committed, t = on_hand + o, committed + c, list[i].t
    end
    work.write(unpack(remove(count)))
    work.move = work.move + 1
    work.write('ZADD', key, text(t), text(work.move) .. ':' .. text(on_hand) .. ':' .. text(committed))
    L.n = L.n + 1
  end
  L.pending = nil
end

-- Queues what writes the SKU's changes.
function stock.flush(S)
  local fields = { 'HSET', work.key('s', S.name), 'v', text(S.v), 'as', text(S.as), 'n', text(S.n) }
  local function add(field, value)
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  if S.dl then add('dl', S.dl) end
  if S.product_changed then
    add('pj', S.pj)
    add('pr', cmsgpack.pack(S.rules))
    add('pt', text(S.pt))
    S.product_changed = nil
  end
  if S.supply_changed then
    add('in', cmsgpack.pack(S.inc))
    S.supply_changed = nil
  end
  if S.listings_changed then
    add('oc', cmsgpack.pack(S.listings))
    S.listings_changed = nil
  end
  if S.kits_changed then
    add('kc', cmsgpack.pack(S.kits))
    S.kits_changed = nil
  end
  for _, name in ipairs(sorted(S.locs)) do
    local L = S.locs[name]
    if L.changed then
      if L.taken then work.write('HDEL', work.key('s', S.name), 'l:' .. UNASSIGNED) end
      flush_moves(S, L)
      L.taken, L.changed = nil, nil
      add('l:' .. name, cmsgpack.pack({ o = L.o, r = L.r, c = L.c, n = L.n, w = L.w, t = L.t, b = L.b }))
    end
  end
  work.write(unpack(fields))
end
