-- The unit of work. Everything a call changes is changed in memory first; work.flush() at the very end sends it to Redis. Redis does not
-- roll back a script that fails half way, so nothing may be written before everything has been decided: an error leaves no trace.
--
-- KEYS[1] prefix of all keys, inside the namespace's hash tag. ARGV[1] entry point. ARGV[2] its input as JSON, times in epoch milliseconds.
--
-- Keys behind the prefix: meta (hash: counters, newest clock) · pos (hash: topic/partition -> next offset) · ev:<source>|<id> (seen events) ·
-- s:<sku> (hash, see 20-stock) · m:<sku>|<location> (zset of moves) · kc:<sku> (set: kits that contain it) · oo:<sku> (zset: open orders) ·
-- oc:<sku> (set: its listings) · r:<id> (a sale, see 40-sale) · al:<alias> (sale id) · due (zset: held sales and lots by expiry) · idem:<key> ·
-- of (hash: listings) · pk:<name> (list: parked events) · pks (hash: since when) · src (hash: source -> last heard) · out (stream: outbox).
local SEP = '\31'
local PREFIX = KEYS[1] .. ':'
local input = cjson.decode(ARGV[2])
local cfg = input.cfg

local work = { queue = {}, items = {}, skus = {}, dirty = {}, sales = {}, dirty_sales = {}, aliases = {}, offers = {}, parked = {}, seen = {} }

-- Whole numbers as text; tostring would turn large ones into 1e+15.
local function text(number)
  return string.format('%.0f', number)
end

-- Keys in a fixed order, so that the same input always gives the same result.
local function sorted(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

function work.key(kind, name)
  if name == nil then return PREFIX .. kind end
  return PREFIX .. kind .. ':' .. name
end

-- A write that nothing later in this call reads back.
function work.write(...)
  work.queue[#work.queue + 1] = { ... }
end

do
  local stored = redis.call('HMGET', work.key('meta'), 'seq', 'out', 'move', 'now')
  work.seq = tonumber(stored[1] or 0)
  work.out = tonumber(stored[2] or 0)
  work.move = tonumber(stored[3] or 0)
  -- A clock that steps back must not bring an expired hold to life again.
  work.now = math.max(input.now, tonumber(stored[4] or 0))
end

-- Appends one item to the outbox; answers its id.
function work.emit(item)
  work.out = work.out + 1
  item.at = work.now
  work.items[#work.items + 1] = { text(work.out) .. '-0', cjson.encode(item) }
  return text(work.out) .. '-0'
end

-- Whether this (source, id) was seen before; remembers it.
function work.duplicate(source, id)
  if id == nil then return false end
  local name = source .. SEP .. id
  if work.seen[name] or redis.call('EXISTS', work.key('ev', name)) == 1 then return true end
  work.seen[name] = true
  work.write('SET', work.key('ev', name), '1', 'PX', text(cfg.eventRetention))
  return false
end

function work.alias(name)
  local known = work.aliases[name]
  if known == nil then
    known = redis.call('GET', work.key('al', name))
    work.aliases[name] = known
  end
  return known or nil
end

function work.set_alias(name, id)
  work.aliases[name] = id
  work.write('SET', work.key('al', name), id)
end

function work.offer(name)
  local known = work.offers[name]
  if known == nil then
    local stored = redis.call('HGET', work.key('of'), name)
    known = stored and cjson.decode(stored) or false
    work.offers[name] = known
  end
  return known or nil
end

function work.set_offer(name, offer)
  work.offers[name] = offer
  work.write('HSET', work.key('of'), name, cjson.encode(offer))
end
