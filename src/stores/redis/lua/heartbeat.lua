-- Records the heartbeat of a gateway, and counts the gateways.
--
-- KEYS  1 the gateways, by the time of their last heartbeat
-- ARGV  1 the name of the gateway   2 seconds without a heartbeat after which a gateway is removed
-- Returns the number of gateways.

local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
