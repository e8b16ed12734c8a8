-- What was decided outside the script, carried out. It is its own journal record: nothing is written down twice. When the store is rebuilt from the journal, Replay.java makes the
-- same writes of it; a property compares both, byte for byte.
--
-- record: {4, epoch, number, token of the item before, own token, clock, oldest item still in the outbox, as a version 1 record (15-record.lua) has them; then ledger entries, moves and parked
-- events before, Redis's own clock, and what was decided}. decided: sets: key, value, ... · told: key, value that ends with the id of the outbox item, ... · telling: [milliseconds from
-- now, key, value that ends with that id, ...] · adds: ZADD commands · entries: ledger entries without their number, in order · trails: key, place in its ring of each of them · heard: source,
-- time, ... · positions: partition, next, ... · changes: number of entries, SKUs of another version, ...

-- Lua's stack takes no more arguments at once.
local CHUNK = 2000

-- visit(...list), in parts of whole pairs.
local function for_parts(list, visit)
  for from = 1, #list, CHUNK do visit(unpack(list, from, math.min(#list, from + CHUNK - 1))) end
end

local function whole(number)
  return string.format('%.0f', number)
end

local function carry(prefix, record, decided)
  local number, seq = record[3], record[8]
  local id = cmsgpack.pack(whole(number) .. '-0')
  local sets = decided.sets
  for i = 1, #decided.told, 2 do
    sets[#sets + 1] = decided.told[i]
    sets[#sets + 1] = decided.told[i + 1] .. id
  end
  for_parts(sets, function(...) redis.call('MSET', ...) end)
  for _, group in ipairs(decided.telling) do
    local ends = whole(record[11] + group[1])
    for i = 2, #group, 2 do redis.call('SET', group[i], group[i + 1] .. id, 'PXAT', ends) end
  end
  for _, add in ipairs(decided.adds) do redis.call(unpack(add)) end
  local trails = decided.trails
  for i, entry in ipairs(decided.entries) do
    -- An array of 20, whose first is the number.
    redis.call('HSET', trails[2 * i - 1], trails[2 * i], '\220\0\20' .. cmsgpack.pack(seq + i) .. entry)
  end
  if #decided.heard > 0 then redis.call('HSET', prefix .. 'src', unpack(decided.heard)) end
  if #decided.positions > 0 then redis.call('HSET', prefix .. 'pos', unpack(decided.positions)) end
  redis.call('HSET', prefix .. 'meta', 'seq', whole(seq + #decided.entries), 'out', whole(number), 'move', whole(record[9]), 'park', whole(record[10]),
    'now', whole(record[6]), 'tok', record[5])
end
