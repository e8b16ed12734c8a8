-- Keeps what planners state about campaigns, together with the position of the topic it came from.
--
-- KEYS[1] positions   KEYS[2] campaigns (hash: id -> JSON)   KEYS[3] times (hash: id -> milliseconds)   KEYS[4] revision
-- ARGV[1] partition   ARGV[2] next offset   then for each statement: id, milliseconds, JSON
--
-- Replaying a batch changes nothing: an older statement never replaces a newer one, and the position never goes back.

local changed = 0
for i = 3, #ARGV, 3 do
  local known = redis.call('HGET', KEYS[3], ARGV[i])
  if not known or tonumber(known) <= tonumber(ARGV[i + 1]) then
    if redis.call('HGET', KEYS[2], ARGV[i]) ~= ARGV[i + 2] then
      redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2])
      redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
      changed = changed + 1
    end
  end
end
if changed > 0 then
  redis.call('INCR', KEYS[4])
end

local stored = redis.call('HGET', KEYS[1], ARGV[1])
if not stored or tonumber(stored) < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return changed
