-- Levels and holds that were decided outside, from what `look` read: `commit` carries the decision out if all it was made from still stands, and else
-- changes nothing. The rules are in Java (package quick), the same as in the script's other files; a property compares both.
local quick = {}

-- Lua's stack takes no more arguments at once.
local CHUNK = 2000

-- call(command, ...list), in parts.
local function for_parts(list, visit)
  for from = 1, #list, CHUNK do visit(unpack(list, from, math.min(#list, from + CHUNK - 1))) end
end

local function values(keys)
  local all = {}
  for_parts(keys, function(...)
    for _, value in ipairs(call('MGET', ...)) do all[#all + 1] = value end
  end)
  return all
end

-- keys -> {clock, heard: source, time, ..., values (false: none)}. 'again': a hold is over and must be ended first.
function quick.look()
  if #call('ZRANGEBYSCORE', work.key('due'), '-inf', text(work.now), 'LIMIT', 0, 1) > 0 then return 'again' end
  return cmsgpack.pack({ work.now, call('HGETALL', work.key('src')), values(input.keys) })
end

-- Whether everything is as it was when it was decided: these keys are still absent, those SKUs begin with the marks they had ('': absent), and the position is not beyond.
local function stands()
  local taken = 0
  for_parts(input.absent, function(...) taken = taken + call('EXISTS', ...) end)
  if taken > 0 then return false end
  for i, value in ipairs(values(input.skus)) do
    local mark = input.marks[i]
    if mark == '' then
      -- Not even as something else than text.
      if call('EXISTS', input.skus[i]) > 0 then return false end
    elseif not value or string.sub(value, 1, #mark) ~= mark then return false end
  end
  local position = input.position
  return not position or tonumber(call('HGET', work.key('pos'), position.name) or 0) <= position.first
end

local function write(command)
  call(unpack(command))
  work.log[#work.log + 1] = command
end

-- absent: keys · skus, marks: keys and how they begin · position {name, first, next (nil: stays)} · entries: ledger entries without their number, in order · trails:
-- key, place in its ring of each of them · changes: number of entries, SKUs of another version, ... · sets: key, value, ... · told: key, value that ends with the id of the outbox item, ... · telling:
-- [milliseconds from now, key, value that ends with that id, ...] · adds: ZADD commands · heard: source, time, ... · shown. Answers that id; 'no': something changed meanwhile.
function quick.commit()
  if not stands() then return 'no' end
  local id = text(work.out + 1) .. '-0'
  local packed_id = cmsgpack.pack(id)
  local sets = input.sets
  for i = 1, #input.told, 2 do
    sets[#sets + 1] = input.told[i]
    sets[#sets + 1] = input.told[i + 1] .. packed_id
  end
  for_parts(sets, function(...) write({ 'MSET', ... }) end)
  for _, group in ipairs(input.telling) do
    local ends = work.ends(group[1])
    for i = 2, #group, 2 do write({ 'SET', group[i], group[i + 1] .. packed_id, 'PXAT', ends }) end
  end
  for _, add in ipairs(input.adds) do write(add) end
  local entries, trails = {}, input.trails
  for i, tail in ipairs(input.entries) do
    work.seq = work.seq + 1
    -- An array of 20, whose first is the number.
    local entry = '\220\0\20' .. cmsgpack.pack(work.seq) .. tail
    entries[i] = entry
    write({ 'HSET', trails[2 * i - 1], trails[2 * i], entry })
  end
  if #input.heard > 0 then write({ 'HSET', work.key('src'), unpack(input.heard) }) end
  if input.position and input.position.next then write({ 'HSET', work.key('pos'), input.position.name, input.position.next }) end
  local from = 1
  for i = 1, #input.changes, 2 do
    local to = from + input.changes[i] - 1
    work.settled[#work.settled + 1] = { e = { unpack(entries, from, to) }, t = input.changes[i + 1] }
    from = to + 1
  end
  work.record(input.shown)
  return id
end

return work.lost() or quick[ARGV[1]]()
