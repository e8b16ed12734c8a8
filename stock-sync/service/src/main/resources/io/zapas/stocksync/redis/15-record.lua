-- What a call leaves behind for the journal: one outbox item. Field j is the record:
--   {version, epoch, number, token of the item before, own token, clock, oldest item still in the outbox, changes, writes}
-- (what was decided outside stands in two fields, its beginning in h and the rest in j, see quick.lua), field k the own token again, field s what is shown of the SKUs the call touched (absent: nobody knows). Each item names the one before by its token: a store that lost items and wrote
-- others in their place (a failover to a replica that lagged) does not fit the journal any more.
function work.record(shown)
  if #work.log == 0 and #work.settled == 0 then return end
  local previous, oldest = work.token, work.oldest()
  work.out = work.out + 1
  work.token = input.nonce or text(work.out)
  local meta = { 'HSET', work.key('meta'), 'seq', text(work.seq), 'out', text(work.out), 'move', text(work.move), 'park', text(work.park),
    'now', text(work.now), 'tok', work.token }
  call(unpack(meta))
  work.log[#work.log + 1] = meta
  local item = { 'XADD', work.key('out'), text(work.out) .. '-0', 'k', work.token,
    'j', cmsgpack.pack({ 1, tonumber(work.epoch), work.out, previous, work.token, work.now, oldest or work.out, work.settled, work.log }) }
  if shown then
    item[#item + 1] = 's'
    item[#item + 1] = shown
  end
  call(unpack(item))
end
