-- How decisions reach Redis.

-- One decision is made: it goes to Redis. Nothing in here decides, so nothing in here fails.
function work.settle()
  sales.flush()
  for _, name in ipairs(sorted(work.dirty)) do stock.flush(work.dirty[name]) end
  work.dirty = {}
  local log = work.log
  if #work.sets > 1 then
    call(unpack(work.sets))
    log[#log + 1] = work.sets
    work.sets = { 'MSET' }
  end
  for _, command in ipairs(work.queue) do
    call(unpack(command))
    log[#log + 1] = command
  end
  work.queue = {}
  -- What was parked stands in Redis now.
  work.parked = {}
  for i = #work.settled + 1, #work.changes do work.settled[i] = work.changes[i] end
  work.saved = { work.seq, work.move, work.park }
end

-- Nothing decided since the last settle shall happen.
function work.forget()
  work.seq, work.move, work.park = work.saved[1], work.saved[2], work.saved[3]
  for i = #work.changes, #work.settled + 1, -1 do work.changes[i] = nil end
  work.sets, work.queue, work.dirty, work.dirty_sales = { 'MSET' }, {}, {}, {}
  work.skus, work.sales, work.aliases, work.offers, work.parked, work.seen, work.kits = {}, {}, {}, {}, {}, {}, nil
end

-- Makes one decision. Answers true and its results, or false and why it failed; then nothing of it has happened.
function work.try(decide, ...)
  local results = { pcall(decide, ...) }
  if results[1] then work.settle() else work.forget() end
  return unpack(results, 1, 4)
end

-- The call is over: one outbox item tells all of it, with what is shown of the SKUs it touched, as of its end.
function work.finish()
  local touched = {}
  for _, change in ipairs(work.settled) do
    for _, name in ipairs(change.t) do touched[name] = true end
  end
  -- The writes are made: whatever happens here, their record must follow. Without documents the relay reads them.
  local told, shown = pcall(function()
    local list = {}
    for _, name in ipairs(sorted(touched)) do list[#list + 1] = documents.of(stock.load(name)) end
    return cmsgpack.pack(list)
  end)
  work.record(told and shown or nil)
end
