-- Notes that a gateway lives, and counts those that do.
--
-- KEYS  1 the gateways, by the time of their last beat
-- ARGV  1 the name of the gateway   2 seconds after which a gateway that was not heard of is gone
-- Gives how many there are.

local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
