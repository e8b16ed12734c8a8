-- Where the store stands, all at one moment: epoch, number and token of the newest item, length of the outbox, and when the next hold or lot is due.
--
-- KEYS[1] prefix of all keys
local meta = redis.call('HMGET', KEYS[1] .. ':meta', 'ep', 'out', 'tok')
local due = redis.call('ZRANGE', KEYS[1] .. ':due', 0, 0, 'WITHSCORES')
return table.concat({ meta[1] or '', meta[2] or '0', meta[3] or '', redis.call('XLEN', KEYS[1] .. ':out'), due[2] or '' }, ' ')
