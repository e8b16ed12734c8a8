-- Forgets outbox items up to one that Kafka has, if it stands there as it was read: after a failover to a replica that lagged the numbers below it belong to
-- changes Kafka has never seen, and a change counts as safe once it has left the outbox.
--
-- KEYS[1] prefix of all keys. ARGV[1] id of the item, ARGV[2] its token.
local out = KEYS[1] .. ':out'
local found = redis.call('XRANGE', out, ARGV[1], ARGV[1])
if #found == 0 then return 'other' end
local fields = found[1][2]
local token
for i = 1, #fields, 2 do
  if fields[i] == 'k' then token = fields[i + 1]
  -- An item from the journal.
  elseif fields[i] == 'j' and not token then token = cmsgpack.unpack(fields[i + 1])[5] end
end
if token ~= ARGV[2] then return 'other' end
redis.call('XTRIM', out, 'MINID', string.format('%.0f-0', tonumber(string.match(ARGV[1], '^%d+')) + 1))
return 'done'
