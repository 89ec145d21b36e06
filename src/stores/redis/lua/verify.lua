-- Verifies that a nonce store is complete: that its marker holds the current run_id of the server. A server that restarted
-- empty has no marker; one that restarted from a snapshot has the marker of an earlier run.
--
-- KEYS  1 the marker
-- ARGV  1 empty to verify only; else the time of the loss to write where the store is not complete (0 for none)
-- Returns the run_id of the server where the marker now holds it, else nil.

local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if redis.call('HGET', KEYS[1], 'run') == run_id then return run_id end
if ARGV[1] == '' then return false end
redis.call('HSET', KEYS[1], 'run', run_id, 'loss', ARGV[1])
return run_id
