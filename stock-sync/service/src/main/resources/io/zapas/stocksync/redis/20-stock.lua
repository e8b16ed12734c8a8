-- Levels of one SKU. s:<sku> is a text: a number that every write raises, who wrote it if that was not this script ('~' and a nonce), ':' and, packed, the map of v (version), as (time of the newest change), n (ledger
-- entries so far), g (events ignored so far), pj (product as given, JSON text), pr (its rules), pt (product watermark), dl (see below), in (incoming),
-- oc (its listings), kc (kits that contain it), sl (units kept back while a source of it is silent), and l, the locations by name:
--   o on-hand, may be negative · r reserved · c units committed to orders a net source may know · n number of moves kept, mt time of the newest ever
--   lots, m see 25-lots; absent until a source names a lot here
--   h units held by reservations that were no orders yet; absent until a source states `available` levels here
--   w watermarks: source -> {t time, v version, q quantity, b basis, i ids of its events no older than u, u newest time seen (nil: t), h highest version seen (nil: v)} · t, b time and basis of the level in force
--
-- Convergence: on-hand is always  quantity of the newest level
--                               + sum of on-hand deltas of moves later than that level
--                               + (net level) committed units as they were at the level's time, which the source had subtracted
--                               + (available level) these and the units held at that time.
-- A move is (time, on-hand delta, committed delta, held delta). Because only the set of levels and moves counts, every order of arrival ends
-- alike.
local stock = {}
local step = {}
local lots = {}

-- Moves that a level already contains are kept a while, for levels of a second source that arrive late.
local MOVES_KEPT = 128
-- Beyond this many, the two oldest merge into one at the later time: a level that falls between them sees both as later.
local MOVES_MAX = 1000
-- How far beyond its bound the number may be before it is brought back to it.
local MOVES_STRIDE = 32
-- Ids a watermark holds. More events than that of one time are remembered like events of other kinds.
local IDS_MAX = 8
-- Where units go while a SKU has no location yet; taken over by the first real one.
local UNASSIGNED = 'unassigned'
-- Where units stand that are promised against deliveries on their way; shown as `incoming`.
local INCOMING = '~incoming'

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

local NUMBERS = { v = true, as = true, n = true, g = true, pt = true }

-- A SKU as the versions before this one kept it: a hash with a field per location. The next change writes it anew.
local function of_hash(name)
  local S = { v = 0, as = 0, n = 0, l = {} }
  local flat = call('HGETALL', work.key('s', name))
  for i = 1, #flat, 2 do
    local field, value = flat[i], flat[i + 1]
    if string.sub(field, 1, 2) == 'l:' then
      local L = cmsgpack.unpack(value)
      local place = string.sub(field, 3)
      L.mt = tonumber(call('ZRANGE', work.key('m', name .. SEP .. place), -1, -1, 'WITHSCORES')[2])
      S.l[place] = L
    else
      S[field] = NUMBERS[field] and tonumber(value) or value
    end
  end
  return S
end

function stock.load(name)
  local S = work.skus[name]
  if S then return S end
  local stored = redis.pcall('GET', work.key('s', name))
  if stored then
    local marked
    if type(stored) == 'table' then S, marked = of_hash(name), 0
    else
      local colon = string.find(stored, ':', 1, true)
      local _
      _, S = cmsgpack.unpack_one(stored, colon)
      marked = tonumber(string.match(stored, '^%d+'))
    end
    S.u, S.known = marked, true
    S.locs, S.l = S.l, nil
    for place, L in pairs(S.locs) do
      L.name = place
      if L.h then S.tracks_holds = true end
    end
  else
    S = { u = 0, v = 0, as = 0, n = 0, locs = {} }
  end
  S.name = name
  setmetatable(S, lazy)
  work.skus[name] = S
  return S
end

function stock.is_kit(S)
  return S.rules.kit ~= nil and #S.rules.kit > 0
end

-- The location of that name, created when missing. The first real location (one that a source names, and that may be
-- sold from) takes over what was unassigned.
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
  if name ~= UNASSIGNED and name ~= INCOMING and not S.dl and not (cfg.unsellable and cfg.unsellable[name]) then
    S.dl = name
    local from = S.locs[UNASSIGNED]
    if from then
      step.touch(S, from)
      step.touch(S, L)
      L.o, L.r, L.c, L.h, L.n, L.mt = from.o, from.r, from.c, from.h, from.n, from.mt
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

-- What a level of this basis had subtracted from the shelf.
function stock.subtracted(basis, committed, held)
  if basis == 'NET' then return committed end
  if basis == 'AVAILABLE' then return committed + held end
  return 0
end

-- One convergent fact: units moved at a time, and units that began or ceased to be committed or held.
function stock.record(S, name, t, on_hand, committed, held, lot)
  if on_hand == 0 and committed == 0 and held == 0 then return end
  local L = stock.location(S, name)
  step.touch(S, L)
  work.dirty[S.name] = S
  work.move = work.move + 1
  L.pending = L.pending or {}
  L.pending[#L.pending + 1] = { t = t, o = on_hand, c = committed, h = held, lot = lot, id = text(work.move) }
  L.n = L.n + 1
  L.mt = math.max(L.mt or t, t)
  L.c = L.c + committed
  if held ~= 0 then L.h = L.h + held end
  if lot then lots.lot(L, lot) end
  if L.t == nil or t > L.t then
    L.o = L.o + on_hand
  else
    local undone = stock.subtracted(L.b, committed, held)
    if undone ~= 0 then
      L.o = L.o + undone
      step.net(S, L, undone)
    end
  end
  if L.lots then lots.settle(S, L) end
end

-- Whether what reservations hold at the location is recorded: only where it must be, since it costs a move for each of them.
function stock.tracks_holds(S, name)
  if not S.tracks_holds then return false end
  local L = S.locs[name == UNASSIGNED and S.dl or name]
  return L ~= nil and L.h ~= nil
end

function stock.reserve(S, name, units)
  if units == 0 then return end
  local L = stock.location(S, name)
  step.touch(S, L)
  L.r = L.r + units
  work.dirty[S.name] = S
end

-- A move as it stands in the sorted set; held and lot only where there is any.
local function move_member(id, on_hand, committed, held, lot)
  local member = id .. ':' .. text(on_hand) .. ':' .. text(committed)
  if held ~= 0 or lot then member = member .. ':' .. text(held) end
  if lot then member = member .. ':' .. lot end
  return member
end

local function member_deltas(member)
  local on_hand, committed, held, lot = string.match(member, '^%d+:(%-?%d+):(%-?%d+):?(%-?%d*):?(.*)$')
  return tonumber(on_hand), tonumber(committed), tonumber(held) or 0, lot ~= '' and lot or nil
end

-- Calls back with every move later than t (nil: all): time, deltas of on-hand, committed and held, lot.
function stock.each_move(S, L, t, visit)
  local stored = call('ZRANGEBYSCORE', moves_key(S, L), t and '(' .. text(t) or '-inf', '+inf', 'WITHSCORES')
  for i = 1, #stored, 2 do visit(tonumber(stored[i + 1]), member_deltas(stored[i])) end
  for _, move in ipairs(L.pending or {}) do
    if not t or move.t > t then visit(move.t, move.o, move.c, move.h, move.lot) end
  end
end

-- Sums of the moves later than t.
local function moved_after(S, L, t)
  local on_hand, committed, held = 0, 0, 0
  stock.each_move(S, L, t, function(_, o, c, h)
    on_hand, committed, held = on_hand + o, committed + c, held + h
  end)
  return on_hand, committed, held
end

-- The level that counts: of the latest time. holder: a location or a lot.
function stock.newest(holder)
  local newest
  for _, source in ipairs(sorted(holder.w)) do
    local candidate = holder.w[source]
    if newest == nil or candidate.t >= newest.t then newest = candidate end
  end
  return newest
end

-- Why the level is older than this watermark of its source, or nil. What was older once is so for ever, also where a source states versions at times only
-- and its clock goes back: a repetition must not count again.
function stock.older(mark, event)
  if not mark then return nil end
  local version, newest = mark.v or mark.h, mark.u or mark.t
  if event.version and version then
    if event.version < version then return 'older than version seen' end
    -- A newer version counts whatever its time, unless a level without one came in between.
    if event.version > version and mark.v then return nil end
  end
  if event.at < newest then return 'older than', newest end
  return nil
end

-- The watermark of a level that comes after this one (nil: the source's first), with ids to keep.
local function mark_after(mark, event, ids)
  local newest = mark and math.max(mark.u or mark.t, event.at) or event.at
  return {
    t = event.at, v = event.version, q = event.quantity, b = event.basis, i = ids,
    u = newest > event.at and newest or nil, h = not event.version and mark and (mark.v or mark.h) or nil,
  }
end

-- Whether this level was seen before. What is older than its watermark says so itself: only the ids no older than the newest are kept, not one per event for a week.
function stock.seen(event)
  if event.id == nil then return false end
  local S = stock.load(event.sku)
  local L = S.locs[event.location == UNASSIGNED and S.dl or event.location]
  local mark = L and L.w[event.source]
  local ids = mark and mark.i or {}
  for _, id in ipairs(ids) do
    if id == event.id then return true end
  end
  return #ids >= IDS_MAX and work.known(event.source, event.id)
end

-- The ids to keep with a level that comes after this watermark (nil: the source's first).
local function ids_after(mark, event)
  if not mark or not mark.i or event.at > (mark.u or mark.t) then return event.id and { event.id } end
  if event.id and #mark.i < IDS_MAX then
    mark.i[#mark.i + 1] = event.id
  elseif event.id then
    work.remember(event.source, event.id)
  end
  return mark.i
end

-- A level as stated. Answers nil, or why it is stale and the watermark. Version orders levels of one source, else time; between sources the latest time counts.
function stock.level(S, event)
  -- A location is shown from its first level on, whatever that is.
  if not S.locs[event.location] then step.note(S, nil) end
  local L = stock.location(S, event.location, true)
  local stale, mark = stock.older(L.w[event.source], event)
  if stale then return stale, mark end
  step.touch(S, L)
  L.w[event.source] = mark_after(L.w[event.source], event, ids_after(L.w[event.source], event))
  work.dirty[S.name] = S
  local newest = stock.newest(L)
  L.t, L.b = newest.t, newest.b
  if L.lots then
    lots.settle(S, L)
  else
    local on_hand, committed, held = moved_after(S, L, newest.t)
    L.o = newest.q + on_hand + stock.subtracted(newest.b, L.c - committed, (L.h or 0) - held)
  end
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
        kept[#kept + 1] = { t = move.t, m = move_member(move.id, move.o, move.c, move.h, move.lot), fresh = true }
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
      add[#add + 1] = move_member(move.id, move.o, move.c, move.h, move.lot)
    end
    work.write(unpack(add))
  end
  local contained_until = L.t
  if L.lots then contained_until = L.m end
  if contained_until and L.n > MOVES_KEPT + MOVES_STRIDE then
    local contained = call('ZCOUNT', moves_key(S, L), '-inf', text(contained_until))
    local drop = math.min(contained, L.n - MOVES_KEPT)
    -- In strides: moves later than every level pile up without one of them being contained.
    if drop > MOVES_STRIDE then work.write(unpack(remove(drop))) end
  end
  if L.n > MOVES_MAX + MOVES_STRIDE then
    local list = members()
    local on_hand, committed, held, t = 0, 0, 0, 0
    local count = L.n - MOVES_MAX + 1
    for i = 1, count do
      local o, c, h = member_deltas(list[i].m)
      on_hand, committed, held, t = on_hand + o, committed + c, held + h, list[i].t
    end
    work.write(unpack(remove(count)))
    work.move = work.move + 1
    work.write('ZADD', key, text(t), move_member(text(work.move), on_hand, committed, held))
    L.n = L.n + 1
  end
  L.pending = nil
end

-- A field that is unpacked when first asked for, as it is stored.
local function repacked(S, field, value, changed)
  if changed then S[field] = cmsgpack.pack(value) end
end

-- Queues what writes the SKU's changes.
function stock.flush(S)
  repacked(S, 'pr', S.rules, S.product_changed)
  repacked(S, 'in', S.inc, S.supply_changed)
  repacked(S, 'oc', S.listings, S.listings_changed)
  repacked(S, 'kc', S.kits, S.kits_changed)
  S.product_changed, S.supply_changed, S.listings_changed, S.kits_changed = nil, nil, nil, nil
  local places = {}
  for _, name in ipairs(sorted(S.locs)) do
    local L = S.locs[name]
    if L.changed then
      flush_moves(S, L)
      L.taken, L.changed = nil, nil
    end
    places[name] = { o = L.o, r = L.r, c = L.c, h = L.h, lots = L.lots, m = L.m, n = L.n, mt = L.mt, w = L.w, t = L.t, b = L.b }
  end
  S.u = S.u + 1
  work.set(work.key('s', S.name), text(S.u) .. ':' .. cmsgpack.pack({ v = S.v, as = S.as, n = S.n, g = S.g, pj = S.pj, pr = rawget(S, 'pr'),
    pt = S.pt, dl = S.dl, ['in'] = rawget(S, 'in'), oc = rawget(S, 'oc'), kc = rawget(S, 'kc'), sl = S.sl, l = places }))
end
