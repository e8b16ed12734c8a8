-- The store as a whole: emptied, filled from journal and snapshot, opened for work, copied. Knows nothing of stock: it carries out the writes
-- that 45-commit.lua recorded. While it is being rebuilt its meta hash holds rb, the token of whoever rebuilds it, and no epoch, so that nobody works with it;
-- whoever begins later takes the token over, and the one before is refused.
--
-- KEYS[1] prefix of all keys. ARGV[1] command, the others as each of them says.
local PREFIX = KEYS[1] .. ':'
local META = PREFIX .. 'meta'
local OUT = PREFIX .. 'out'
-- What is copied whole; larger collections are copied in parts.
local SMALL = 500

local commands = {}

local function owned(token)
  return redis.call('HGET', META, 'rb') == token
end

-- token. Nobody works with the store from here on.
function commands.begin(token)
  redis.call('DEL', META)
  redis.call('HSET', META, 'rb', token)
  return 'done'
end

-- token, cursor: forgets a part. Next cursor, '0' when all is gone; nil: somebody else rebuilds.
function commands.wipe(token, cursor)
  if not owned(token) then return nil end
  local found = redis.call('SCAN', cursor, 'MATCH', PREFIX .. '*', 'COUNT', 1000)
  for _, key in ipairs(found[2]) do
    if key ~= META then redis.call('UNLINK', key) end
  end
  return found[1]
end

-- token, number of the oldest item the outbox shall hold, records: journal items {1, epoch, number, ..., writes} or parts of a snapshot {2, writes}.
function commands.restore(token, oldest, ...)
  if not owned(token) then return nil end
  for _, packed in ipairs({ ... }) do
    local record = cmsgpack.unpack(packed)
    local writes = record[1] == 1 and record[9] or record[2]
    for _, command in ipairs(writes) do redis.call(unpack(command)) end
    if record[1] == 1 and record[3] >= tonumber(oldest) then
      redis.call('XADD', OUT, string.format('%.0f-0', record[3]), 'j', packed)
    end
  end
  return 'done'
end

-- token, epoch: open for work.
function commands.open(token, epoch)
  if not owned(token) then return nil end
  redis.call('HDEL', META, 'rb')
  redis.call('HSET', META, 'ep', epoch)
  return 'done'
end

-- epoch, epoch: goes on under another one.
function commands.reopen(old, new)
  if redis.call('HGET', META, 'ep') ~= old then return nil end
  redis.call('HSET', META, 'ep', new)
  return 'done'
end

local function chunk(command, key, list, from, to)
  local write = { command, key }
  for i = from, to do write[#write + 1] = list[i] end
  return write
end

-- cursor: a part of all keys as MessagePack {next cursor, snapshot record, keys too large for it}. The outbox is no part of a copy.
function commands.copy(cursor)
  local found = redis.call('SCAN', cursor, 'MATCH', PREFIX .. '*', 'COUNT', 300)
  local writes, large = {}, {}
  for _, key in ipairs(found[2]) do
    local kind = redis.call('TYPE', key).ok
    if kind == 'string' then
      local ends = redis.call('PEXPIRETIME', key)
      local write = { 'SET', key, redis.call('GET', key) }
      if ends > 0 then
        write[4], write[5] = 'PXAT', string.format('%.0f', ends)
      end
      if write[3] then writes[#writes + 1] = write end
    elseif kind == 'hash' then
      if redis.call('HLEN', key) > SMALL then large[#large + 1] = key
      elseif key ~= META then
        local flat = redis.call('HGETALL', key)
        writes[#writes + 1] = chunk('HSET', key, flat, 1, #flat)
      else
        -- Epoch and chain are the journal's to say.
        local write = { 'HSET', key }
        local flat = redis.call('HGETALL', key)
        for i = 1, #flat, 2 do
          if flat[i] ~= 'ep' and flat[i] ~= 'rb' then
            write[#write + 1] = flat[i]
            write[#write + 1] = flat[i + 1]
          end
        end
        if #write > 2 then writes[#writes + 1] = write end
      end
    elseif kind == 'zset' then
      if redis.call('ZCARD', key) > SMALL then large[#large + 1] = key
      else
        local flat = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
        local write = { 'ZADD', key }
        for i = 1, #flat, 2 do
          write[#write + 1] = flat[i + 1]
          write[#write + 1] = flat[i]
        end
        writes[#writes + 1] = write
      end
    end
  end
  return cmsgpack.pack({ found[1], cmsgpack.pack({ 2, writes }), large })
end

-- key, cursor: a part of a large hash or sorted set, like copy
function commands.part(key, cursor)
  local kind = redis.call('TYPE', key).ok
  local writes = {}
  local following = '0'
  if kind == 'hash' then
    local found = redis.call('HSCAN', key, cursor, 'COUNT', 1000)
    following = found[1]
    if #found[2] > 0 then writes[1] = chunk('HSET', key, found[2], 1, #found[2]) end
  elseif kind == 'zset' then
    local found = redis.call('ZSCAN', key, cursor, 'COUNT', 1000)
    following = found[1]
    local write = { 'ZADD', key }
    for i = 1, #found[2], 2 do
      write[#write + 1] = found[2][i + 1]
      write[#write + 1] = found[2][i]
    end
    if #write > 2 then writes[1] = write end
  end
  return cmsgpack.pack({ following, cmsgpack.pack({ 2, writes }), {} })
end

return commands[ARGV[1]](unpack(ARGV, 2))
