-- Counts its calls under KEYS[1].
return redis.call('INCR', KEYS[1])
