-- Finds out whether a memory of nonces is whole: whether its marker was written by this run of the server. A server
-- that came back empty has no marker; one that came back from a snapshot has the marker of an earlier run.
--
-- KEYS  1 the marker
-- ARGV  1 empty to look only; else what to note as the time of the loss where the memory is not whole (0 for none)
-- Gives the run of the server where the marker is now of this run, else nil.

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if redis.call('HGET', KEYS[1], 'run') == run then return run end
if ARGV[1] == '' then return false end
redis.call('HSET', KEYS[1], 'run', run, 'loss', ARGV[1])
return run
