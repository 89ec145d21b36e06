-- Uses up a nonce, if the memory of nonces is whole and the nonce is fresh.
--
-- KEYS  1 the marker of this memory: a hash of `run`, the server's run that it was last found whole on, and `loss`
--       2 the latest timestamp of the client   3 the nonce
-- ARGV  1 the run that the caller has verified   2 timestamp   3 tolerance behind the latest timestamp
--       4 how far timestamps may be ahead        5 seconds to remember the nonce
-- Gives nil where the marker is not of that run, 0 where the nonce was admitted, 133 or 134 where it was refused, and
-- a negative number of seconds where nobody can tell, which is how much newer the timestamp would have to be.

local marker = redis.call('HMGET', KEYS[1], 'run', 'loss')
if marker[1] ~= ARGV[1] then return false end

local timestamp = tonumber(ARGV[2])
local missing = tonumber(marker[2]) + tonumber(ARGV[4]) + 1 - timestamp
if missing > 0 then return -missing end

local latest = tonumber(redis.call('GET', KEYS[2]) or 0)
if timestamp < latest - tonumber(ARGV[3]) then return 134 end
if not redis.call('SET', KEYS[3], '', 'NX', 'EX', ARGV[5]) then return 133 end
if timestamp > latest then redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[5]) end
return 0
