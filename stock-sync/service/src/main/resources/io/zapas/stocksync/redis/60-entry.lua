-- Entry points. Every one first ends holds whose time is over; when more are due than one call may sweep, it does only that and answers
-- 'again', so that no answer ever counts a hold that is over, and no call runs long.
local entry = {}

local SWEEP_MAX = 256
-- Writes after which a batch is cut: its journal record must not outgrow what Kafka takes.
local WRITES_MAX = 10000

-- One event, unless it was seen before. A rejection is raised, so that not even its having been seen is remembered.
local function take(event)
  local marked = event.type == 'stock.level' and not event.lot
  if marked and stock.seen(event) or not marked and work.duplicate(event.source, event.id) then return 'DUPLICATE' end
  local result, detail, time = events.apply(event)
  if result == 'REJECTED' then error({ rejected = detail }) end
  if result == 'STALE' or (result == 'APPLIED' and detail) then explain.ignored(event, detail, time) end
  return result, detail, time
end

-- Part of a partition, in order. {results: [{r result, d detail, t time}]}. The first one that is REJECTED, or that FAILED by a defect of ours, ends the call:
-- nothing of it has happened and the position stands in front of it, since it must not pass an event that nobody keeps. The caller sets it aside
-- and comes with those behind it. A call that wrote very much ends early too.
function entry.apply()
  local results = {}
  local position = input.position
  local stored = position and tonumber(call('HGET', work.key('pos'), position.name) or 0) or 0
  local reached = position and position.next
  local heard = {}
  for i, event in ipairs(input.events) do
    if position and event.offset < stored then
      results[i] = { r = 'DUPLICATE' }
    else
      local made, result, detail, time = work.try(take, event)
      if made then
        if result ~= 'DUPLICATE' then heard[event.source] = true end
        results[i] = { r = result, d = detail, t = time }
        if #work.log > WRITES_MAX and i < #input.events then
          reached = position and input.events[i + 1].offset
          break
        end
      else
        local rejected = type(result) == 'table' and result.rejected
        results[i] = { r = rejected and 'REJECTED' or 'FAILED', d = rejected or tostring(result) }
        reached = event.offset
        break
      end
    end
  end
  for _, source in ipairs(sorted(heard)) do
    work.write('HSET', work.key('src'), source, text(work.now))
    documents.note_heard(source)
  end
  if position and reached > stored then work.write('HSET', work.key('pos'), position.name, text(reached)) end
  return { results = results }
end

-- Requests that came in together, each a decision of its own, in order: {results: [...]}. One that failed by a defect of ours changed nothing.
local function each(decide)
  local results = {}
  for i, request in ipairs(input.requests) do
    local made, result = work.try(decide, request)
    results[i] = made and result or { outcome = 'failed', detail = tostring(result) }
  end
  return { results = results }
end

function entry.reserve()
  return each(reserve)
end

function entry.transition()
  return each(transition)
end

-- {epoch, next: topic/partition -> offset}
function entry.positions()
  local next = {}
  local flat = call('HGETALL', work.key('pos'))
  for i = 1, #flat, 2 do next[flat[i]] = flat[i + 1] end
  return { epoch = tonumber(work.epoch), next = next }
end

function entry.expire()
  return { count = input.swept }
end

-- Of one SKU; nothing if it is unknown.
function entry.explain()
  local S = stock.load(input.sku)
  return { evidence = S.known and explain.of(S, input.channel) or nil }
end

function entry.reservation()
  local sale = sales.load(input.id)
  return { reservation = sale and sales.view(sale) or nil }
end

-- SKUs looked at in one call of freshen.
local FRESHEN_MAX = 200

-- Of which configured rules every SKU was last shown; nil: of none.
function entry.rules()
  return { rules = call('HGET', work.key('meta'), 'rules') or nil }
end

-- A part of all SKUs keeps back what the sources that are silent now (source -> units) call for, no more and no less; with `rules`, those that are shown by
-- other configured rules than before, all of them are shown anew. {cursor of the next part, '0' at the end; changed: how many were changed}. May be repeated.
function entry.freshen()
  local prefix = work.key('s', '')
  local found = call('SCAN', input.cursor, 'MATCH', prefix .. '*', 'COUNT', FRESHEN_MAX)
  local changed = 0
  for _, key in ipairs(found[2]) do
    local made = work.try(function()
      local S = stock.load(string.sub(key, #prefix + 1))
      local units = freshness.kept_back(S)
      local other = units ~= S.sl
      if not other and not (input.rules and S.known) then return end
      step.begin({ reason = 'FRESHNESS', at = work.now, source = 'api' })
      step.note(S, other and 'FRESHNESS' or nil)
      S.sl = units
      step.finish({})
      changed = changed + 1
    end)
    if not made then error('a SKU cannot be freshened: ' .. key) end
  end
  if input.rules and found[1] == '0' then work.write('HSET', work.key('meta'), 'rules', input.rules) end
  return { cursor = found[1], changed = changed }
end

-- Documents; unknown SKUs are absent.
function entry.read()
  local out = {}
  for _, name in ipairs(input.skus) do
    local S = stock.load(name)
    if S.known then out[#out + 1] = documents.of(S) end
  end
  return out
end

local lost = work.lost()
if lost then return lost end
local swept, more = sales.sweep(input.limit or SWEEP_MAX)
input.swept = swept
local answer
if not more or ARGV[1] == 'expire' then answer = cmsgpack.pack(entry[ARGV[1]]()) end
work.settle()
work.finish()
return answer or 'again'
