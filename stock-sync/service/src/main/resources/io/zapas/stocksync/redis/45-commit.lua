-- The end of a call: everything decided goes to Redis, or is forgotten.

function work.commit()
  sales.flush()
  if #work.queue == 0 and #work.items == 0 and next(work.dirty) == nil then return end
  for _, name in ipairs(sorted(work.dirty)) do stock.flush(work.dirty[name]) end
  work.dirty = {}
  for _, command in ipairs(work.queue) do redis.call(unpack(command)) end
  work.queue = {}
  for _, item in ipairs(work.items) do redis.call('XADD', work.key('out'), item[1], 'j', item[2]) end
  work.items = {}
  redis.call('HSET', work.key('meta'), 'seq', text(work.seq), 'out', text(work.out), 'move', text(work.move), 'now', text(work.now))
end

-- Nothing decided since the last commit shall happen.
function work.forget()
  local stored = redis.call('HMGET', work.key('meta'), 'seq', 'out', 'move')
  work.seq, work.out, work.move = tonumber(stored[1] or 0), tonumber(stored[2] or 0), tonumber(stored[3] or 0)
  work.queue, work.items, work.dirty, work.dirty_sales = {}, {}, {}, {}
  work.skus, work.sales, work.aliases, work.offers, work.parked, work.kits = {}, {}, {}, {}, {}, nil
end
