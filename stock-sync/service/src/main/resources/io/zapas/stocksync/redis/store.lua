-- The store as a whole: emptied, filled from journal and snapshot, opened for work, copied. Knows nothing of stock, nor of
-- what the records say: whoever rebuilds it hands over plain commands (Replay.java). While it is being rebuilt its meta hash holds rb, the token of whoever rebuilds it and in which Redis, and no epoch, so that nobody works with it;
-- whoever begins later takes the token over, and the one before is refused.
--
-- KEYS[1] prefix of all keys. ARGV[1] command, the others as each of them says.
local PREFIX = KEYS[1] .. ':'
local META = PREFIX .. 'meta'
-- What is copied whole; larger collections are copied in parts.
local SMALL = 500

local commands = {}

-- Which Redis this is. After a failover another one answers: it may lack the newest writes, and a SCAN cursor of the one before means nothing to it.
local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
end

local function owned(token)
  return redis.call('HGET', META, 'rb') == token .. '@' .. run_id()
end

-- SCAN, HSCAN or ZSCAN. The cursor says which Redis it is of; '0' begins and ends.
local function scan(cursor, command, ...)
  local run = run_id()
  local at = '0'
  if cursor ~= '0' then
    local before
    before, at = string.match(cursor, '^(%w+)/(%d+)$')
    if before ~= run then return nil end
  end
  local arguments = { ... }
  -- SCAN takes its cursor first, the others behind the key.
  table.insert(arguments, command == 'SCAN' and 1 or 2, at)
  local found = redis.call(command, unpack(arguments))
  return { found[1] == '0' and '0' or run .. '/' .. found[1], found[2] }
end

local function other_redis()
  return redis.error_reply('ERR another Redis answers than the one where this began')
end

-- token. Nobody works with the store from here on.
function commands.begin(token)
  redis.call('DEL', META)
  redis.call('HSET', META, 'rb', token .. '@' .. run_id())
  return 'done'
end

-- token, cursor: forgets a part. Next cursor, '0' when all is gone; nil: somebody else rebuilds, or another Redis answers.
function commands.wipe(token, cursor)
  if not owned(token) then return nil end
  local found = scan(cursor, 'SCAN', 'MATCH', PREFIX .. '*', 'COUNT', 1000)
  if not found then return other_redis() end
  for _, key in ipairs(found[2]) do
    if key ~= META then redis.call('UNLINK', key) end
  end
  return found[1]
end

-- token, then runs of commands that are alike: name, number of arguments of each, how many, and their arguments.
function commands.restore(token)
  if not owned(token) then return nil end
  local call, unpack, argv = redis.call, unpack, ARGV
  local at, size = 3, #argv
  while at < size do
    local name, width = argv[at], tonumber(argv[at + 1])
    local first = at + 3
    at = first + width * tonumber(argv[at + 2])
    for from = first, at - 1, width do call(name, unpack(argv, from, from + width - 1)) end
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

-- cursor: a part of all keys as MessagePack {next cursor, snapshot record, keys too large for it, cursor to begin with these}. The outbox is no part of a copy.
function commands.copy(cursor)
  local found = scan(cursor, 'SCAN', 'MATCH', PREFIX .. '*', 'COUNT', 300)
  if not found then return other_redis() end
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
  return cmsgpack.pack({ found[1], cmsgpack.pack({ 2, writes }), large, run_id() .. '/0' })
end

-- key, cursor: a part of a large hash or sorted set, like copy
function commands.part(key, cursor)
  local kind = redis.call('TYPE', key).ok
  local writes = {}
  local following = '0'
  if kind == 'hash' then
    local found = scan(cursor, 'HSCAN', key, 'COUNT', 1000)
    if not found then return other_redis() end
    following = found[1]
    if #found[2] > 0 then writes[1] = chunk('HSET', key, found[2], 1, #found[2]) end
  elseif kind == 'zset' then
    local found = scan(cursor, 'ZSCAN', key, 'COUNT', 1000)
    if not found then return other_redis() end
    following = found[1]
    local write = { 'ZADD', key }
    for i = 1, #found[2], 2 do
      write[#write + 1] = found[2][i + 1]
      write[#write + 1] = found[2][i]
    end
    if #write > 2 then writes[1] = write end
  end
  return cmsgpack.pack({ following, cmsgpack.pack({ 2, writes }), {}, '' })
end

-- cursor to begin with: where the store stands at the end of a copy as MessagePack {epoch or '', number, token}
function commands.ends(cursor)
  if string.match(cursor, '^%w+') ~= run_id() then return other_redis() end
  local mark = redis.call('HMGET', META, 'ep', 'out', 'tok')
  return cmsgpack.pack({ mark[1] or '', mark[2] or '0', mark[3] or '' })
end

return commands[ARGV[1]](ARGV[2], ARGV[3])
