-- Lots of one SKU at one location, where a source states levels per lot. L.lots: lot -> {w watermarks as of levels: source -> {t, v, q} ·
-- t, q time and quantity of its newest level · e, d expiry in milliseconds and as given · x expired · o units on hand}, L.m as told below.
--
-- On-hand of the location = sum of its unexpired lots + units in no lot. It follows from the newest level of each lot, the newest level without a
-- lot and the moves, replayed in the order of their times, so that every order of arrival ends alike:
--   a level states its lot, or the units in no lot; a move that names a lot changes that lot;
--   any other move adds to the units in no lot, or takes from the lots: first expired first, those without a date last, then units in no lot.
-- What a lot had before its newest level nobody knows any more: a sale from before, once it is that lot's turn, is taken to be contained in that
-- level. Where no level without a lot has ever been stated, levels of lots also contain what came in without one. Levels of several lots that
-- one sale touched should share one time: while only the first has arrived, the sale may be missing from the others.
local LOTS_MAX = 500
-- How long a lot that is used up or expired is remembered, so that an older level cannot bring it back.
local DEAD_KEPT = 7 * 24 * 3600 * 1000

local EXPIRY = 'lot' .. SEP

-- Names, first expired first.
local function first_expired(L)
  local names = sorted(L.lots)
  table.sort(names, function(a, b)
    local ea, eb = L.lots[a].e or math.huge, L.lots[b].e or math.huge
    if ea ~= eb then return ea < eb end
    return a < b
  end)
  return names
end

-- Every level in force contains the moves until then, which therefore may be dropped; nil: none may.
local function contained_until(L)
  local until_time = L.t
  for _, lot in pairs(L.lots) do
    if not lot.t then return nil end
    until_time = math.min(until_time or lot.t, lot.t)
  end
  return until_time
end

local function replayed(S, L)
  local list = {}
  for name, lot in pairs(L.lots) do
    if lot.t then list[#list + 1] = { t = lot.t, k = 2, l = name, q = lot.q } end
  end
  if L.t then list[#list + 1] = { t = L.t, k = 1, l = '', q = stock.newest(L).q } end
  local function move(t, o, c, h, lot)
    list[#list + 1] = { t = t, k = 0, l = lot or '', q = o, c = c, h = h }
  end
  L.m = contained_until(L)
  stock.each_move(S, L, L.m, move)
  -- At one time a level goes after the moves it contains, and what adds before what takes.
  table.sort(list, function(a, b)
    if a.t ~= b.t then return a.t < b.t end
    if a.k ~= b.k then return a.k < b.k end
    if a.q ~= b.q then return a.q > b.q end
    return a.l < b.l
  end)
  return list
end

-- Computes the location anew.
function lots.settle(S, L)
  local order = first_expired(L)
  local units, stated, loose, committed, held = {}, {}, 0, 0, 0
  local function sell(quantity, t)
    local rest = quantity
    for _, name in ipairs(order) do
      local lot = L.lots[name]
      if not (lot.e and lot.e <= t) then
        if lot.t and not stated[name] then return end
        local take = math.min(rest, math.max(0, units[name] or 0))
        if take > 0 then units[name] = units[name] - take end
        rest = rest - take
        if rest == 0 then return end
      end
    end
    loose = loose - rest
  end
  for _, fact in ipairs(replayed(S, L)) do
    if fact.k == 2 then
      units[fact.l], stated[fact.l] = fact.q, true
      if not L.t then loose = 0 end
    elseif fact.k == 1 then
      loose = fact.q
    else
      if L.t and fact.t > L.t then committed, held = committed + fact.c, held + fact.h end
      if fact.l ~= '' then units[fact.l] = (units[fact.l] or 0) + fact.q
      elseif fact.q >= 0 then loose = loose + fact.q
      else sell(-fact.q, fact.t) end
    end
  end
  L.o = loose + (L.t and stock.subtracted(L.b, L.c - committed, (L.h or 0) - held) or 0)
  for name, lot in pairs(L.lots) do
    lot.o = units[name] or 0
    if not lot.x then L.o = L.o + lot.o end
  end
end

-- The lot, made when missing; with it the location counts by lots.
function lots.lot(L, name)
  L.lots = L.lots or {}
  L.lots[name] = L.lots[name] or { w = {}, o = 0 }
  return L.lots[name]
end

local function forget_dead(L)
  for _, name in ipairs(sorted(L.lots)) do
    local lot = L.lots[name]
    local over = lot.x and lot.e or (lot.t and lot.q == 0 and lot.o == 0 and lot.t)
    if over and over < work.now - DEAD_KEPT then L.lots[name] = nil end
  end
end

local function plan_expiry(S, L, name, lot)
  lot.x = nil
  if not lot.e then return end
  if lot.e <= work.now then lot.x = true
  else work.write('ZADD', work.key('due'), text(lot.e), EXPIRY .. S.name .. SEP .. L.name .. SEP .. name) end
end

-- A level of one lot. Answers as stock.level does; false and why when it cannot be kept.
function lots.level(S, event)
  local L = stock.location(S, event.location, true)
  step.touch(S, L)
  work.dirty[S.name] = S
  if L.lots then forget_dead(L) end
  local count = 0
  for _ in pairs(L.lots or {}) do count = count + 1 end
  if count >= LOTS_MAX and not L.lots[event.lot] then return false, 'more than ' .. LOTS_MAX .. ' lots at ' .. L.name end
  local lot = lots.lot(L, event.lot)
  local stale, mark = stock.older(lot.w[event.source], event)
  if stale then return stale, mark end
  -- Lots and their dates are shown, also where their units sum up to the same.
  step.note(S, nil)
  lot.w[event.source] = { t = event.at, v = event.version, q = event.quantity, b = event.basis }
  local newest = stock.newest(lot)
  lot.t, lot.q = newest.t, newest.q
  if newest == lot.w[event.source] and event.expires and event.expires ~= lot.e then
    lot.e, lot.d = event.expires, event.expiresOn
    plan_expiry(S, L, event.lot, lot)
  end
  lots.settle(S, L)
  L.trim = true
  return nil
end

-- Whether this member of `due` is about a lot, which then has been dealt with: its units stop counting on the day it expires, without an event.
function lots.expire(member)
  if string.sub(member, 1, #EXPIRY) ~= EXPIRY then return false end
  work.write('ZREM', work.key('due'), member)
  local sku, place, name = string.match(member, '^lot' .. SEP .. '([^' .. SEP .. ']*)' .. SEP .. '([^' .. SEP .. ']*)' .. SEP .. '(.*)$')
  local S = stock.load(sku)
  local L = S.locs[place]
  local lot = L and L.lots and L.lots[name]
  if not lot or lot.x or not lot.e or lot.e > work.now then return true end
  step.begin({ reason = 'LOT_EXPIRED', at = lot.e, source = 'api' })
  step.touch(S, L)
  lot.x = true
  lots.settle(S, L)
  work.dirty[S.name] = S
  step.finish({})
  return true
end

-- What is shown: lots with units, first expired first; nil where nothing is counted by lots.
function lots.shown(L)
  if not L.lots then return nil end
  local list = {}
  for _, name in ipairs(first_expired(L)) do
    local lot = L.lots[name]
    if lot.o ~= 0 and not lot.x then list[#list + 1] = { lot = name, expires = lot.d, onHand = lot.o } end
  end
  return list
end
