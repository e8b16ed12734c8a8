-- The unit of work. What a decision changes is changed in memory first; work.settle() sends it to Redis once it is decided, and a decision that
-- fails half way is forgotten: Redis does not roll back. A call may make many decisions (a batch); work.finish() ends it with one outbox item.
--
-- KEYS[1] prefix of all keys, inside the namespace's hash tag. ARGV[1] entry point. ARGV[2] its input (MessagePack), times in epoch milliseconds.
--
-- Keys behind the prefix: meta (hash: epoch, counters, newest clock, chain) · pos (hash: topic/partition -> next offset) · ev:<source>|<id> (seen
-- events; those of levels stand in their watermarks) · s:<sku> (see 20-stock) · m:<sku>|<location> (zset of moves) · t:<sku> (hash: ring of its newest ledger entries) · ig:<sku> (hash: ring of its newest ignored events) · oo:<sku> (zset: open
-- orders) · r:<id> (a sale, see 40-sale) · al:<alias> (sale id) · due (zset: held sales and lots by expiry) · idem:<key> · of (hash: listings) · pk:<name> (hash: parked events by number) · pks (hash: since when) · src (hash: source
-- -> last heard) · out (stream: outbox).
--
-- Every write is absolute and may be repeated (no INCR, RPUSH, ZPOPMIN, RENAME): the writes of a call, in their order, are its journal record,
-- and the journal replayed onto an empty store, or onto an older copy of this one, gives this store again, byte for byte.
local SEP = '\31'
local PREFIX = KEYS[1] .. ':'
local input = cmsgpack.unpack(ARGV[2])
local cfg = input.cfg
local call = redis.call

local work = { sets = { 'MSET' }, queue = {}, log = {}, changes = {}, settled = {}, skus = {}, dirty = {}, sales = {}, dirty_sales = {}, aliases = {}, offers = {}, parked = {}, seen = {} }

-- Whole numbers as text; tostring would turn large ones into 1e+15.
local function text(number)
  return string.format('%.0f', number)
end

-- Keys in a fixed order, so that the same input always gives the same result.
local function sorted(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  if #keys > 1 then table.sort(keys) end
  return keys
end

function work.key(kind, name)
  if name == nil then return PREFIX .. kind end
  return PREFIX .. kind .. ':' .. name
end

-- A write that nothing later in this decision reads back.
function work.write(...)
  work.queue[#work.queue + 1] = { ... }
end

-- A plain value without an end. All of a decision are written together, in front of its other writes.
function work.set(key, value)
  local sets = work.sets
  sets[#sets + 1] = key
  sets[#sets + 1] = value
end

do
  local stored = call('HMGET', work.key('meta'), 'seq', 'out', 'move', 'now', 'ep', 'tok', 'park')
  work.epoch = stored[5]
  work.token = stored[6] or ''
  work.seq = tonumber(stored[1] or 0)
  work.out = tonumber(stored[2] or 0)
  work.move = tonumber(stored[3] or 0)
  work.park = tonumber(stored[7] or 0)
  work.saved = { work.seq, work.move, work.park }
  -- A clock that steps back must not bring an expired hold to life again.
  work.now = math.max(input.now or 0, tonumber(stored[4] or 0))
end

-- When a key ends that is remembered for so long, on Redis's own clock: the clock of the input may be another one (a replay of last year).
function work.ends(retention)
  if not work.wall then
    local time = call('TIME')
    work.wall = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  end
  return text(work.wall + retention)
end

-- What happened, for the journal: one step of this call's outbox item.
function work.emit(change)
  work.changes[#work.changes + 1] = change
  return work.id()
end

-- Id of the outbox item this call ends with, if it changes anything.
function work.id()
  return text(work.out + 1) .. '-0'
end

-- Number of the oldest item in the outbox, nil when it is empty. Items bear the numbers up to work.out, and leave it oldest first.
function work.oldest()
  local length = call('XLEN', work.key('out'))
  return length > 0 and work.out - length + 1 or nil
end

-- Whether this (source, id) is remembered.
function work.known(source, id)
  local name = source .. SEP .. id
  return work.seen[name] or call('EXISTS', work.key('ev', name)) == 1
end

function work.remember(source, id)
  local name = source .. SEP .. id
  work.seen[name] = true
  work.write('SET', work.key('ev', name), '1', 'PXAT', work.ends(cfg.eventRetention))
end

-- Whether this (source, id) was seen before; remembers it.
function work.duplicate(source, id)
  if id == nil then return false end
  if work.known(source, id) then return true end
  work.remember(source, id)
  return false
end

function work.alias(name)
  local known = work.aliases[name]
  if known == nil then
    known = call('GET', work.key('al', name))
    work.aliases[name] = known
  end
  return known or nil
end

-- Reads those aliases not yet known, and one more (nil: none), at once.
function work.read_aliases(names, more)
  local unknown, keys = {}, { 'MGET' }
  local function add(name)
    if work.aliases[name] == nil then
      unknown[#unknown + 1] = name
      keys[#keys + 1] = work.key('al', name)
    end
  end
  for _, name in ipairs(names) do add(name) end
  if more then add(more) end
  if #unknown == 0 then return end
  local ids = call(unpack(keys))
  for i, name in ipairs(unknown) do work.aliases[name] = ids[i] end
end

function work.set_alias(name, id)
  work.aliases[name] = id
  work.set(work.key('al', name), id)
end

function work.offer(name)
  local known = work.offers[name]
  if known == nil then
    local stored = call('HGET', work.key('of'), name)
    known = stored and cmsgpack.unpack(stored) or false
    work.offers[name] = known
  end
  return known or nil
end

function work.set_offer(name, offer)
  work.offers[name] = offer
  work.write('HSET', work.key('of'), name, cmsgpack.pack(offer))
end

-- Whether this is another lineage than the caller expects: the store was lost, or a replica that lagged took its place. Then the error to answer.
function work.lost()
  if work.epoch == input.epoch and work.out >= input.seen then return nil end
  return redis.error_reply('LOST epoch ' .. (work.epoch or 'none') .. ' item ' .. text(work.out))
end
