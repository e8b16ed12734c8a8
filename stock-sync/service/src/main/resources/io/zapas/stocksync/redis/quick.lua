-- Levels and holds that were decided outside: `commit` carries the decision out if all it was made from still stands, and else
-- changes nothing. The rules are in Java (package quick), the same as in the script's other files; a property compares both.
local quick = {}

local function values(keys)
  local all = {}
  for_parts(keys, function(...)
    for _, value in ipairs(call('MGET', ...)) do all[#all + 1] = value end
  end)
  return all
end

-- Whether a hold is over and must be ended first.
local function due()
  return #call('ZRANGEBYSCORE', work.key('due'), '-inf', text(work.now), 'LIMIT', 0, 1) > 0
end

-- keys -> {clock, heard: source, time, ..., values (false: none)}. 'again': a hold is over.
function quick.look()
  if due() then return 'again' end
  return cmsgpack.pack({ work.now, call('HGETALL', work.key('src')), values(input.keys) })
end

-- Whether everything is as it was when it was decided: these keys are still absent, those SKUs begin with the marks they had ('': absent), and no partition has been read beyond.
local function stands()
  if due() then return false end
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
  if #input.partitions > 0 then
    for i, next in ipairs(call('HMGET', work.key('pos'), unpack(input.partitions))) do
      if tonumber(next or 0) > input.firsts[i] then return false end
    end
  end
  return true
end

-- absent: keys · skus, marks: keys and how they begin · partitions, firsts: names and where what was decided begins. ARGV[3]: what was decided (carry.lua), packed. ARGV[4]: what is shown of the SKUs it changes, as it is
-- published (the script's own items have what it shows in a field `s`, to be turned into that); empty: nobody needs it. Answers {head of the record, heard: source, time, ...}; 'no': something changed meanwhile.
function quick.commit()
  if not stands() then return 'no' end
  local number, oldest = work.out + 1, work.oldest()
  local record = { 4, tonumber(work.epoch), number, work.token, input.nonce, work.now, oldest or number, work.seq, work.move, work.park, tonumber(work.ends(0)) }
  carry(PREFIX, record, cmsgpack.unpack(ARGV[3]))
  -- An array of 12, whose last is what was decided; that stands in a field of its own: to join them would be to copy it.
  local head = '\156' .. string.sub(cmsgpack.pack(record), 2)
  local item = { 'XADD', work.key('out'), text(number) .. '-0', 'k', input.nonce, 'h', head, 'j', ARGV[3] }
  if ARGV[4] ~= '' then
    item[#item + 1] = 'd'
    item[#item + 1] = ARGV[4]
  end
  call(unpack(item))
  return cmsgpack.pack({ head, call('HGETALL', work.key('src')) })
end

return work.lost() or quick[ARGV[1]]()
