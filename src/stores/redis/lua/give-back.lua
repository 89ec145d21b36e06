-- Gives back what was counted for a call that was refused elsewhere.
--
-- KEYS  the counters
-- ARGV  as admit.lua has them for a call without a nonce

local at = 2
for _, key in ipairs(KEYS) do
  local cost, limits = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  at = at + 2
  local kept = redis.call('GET', key)
  local meters = kept and cmsgpack.unpack(kept)
  for place = 1, kept and limits * 2 or 0, 2 do
    local count, length, flows = tonumber(ARGV[at]), ARGV[at + 1] * 1000000, ARGV[at + 2] == '1'
    at = at + 3
    local parts = meters[place + 1] - cost * (flows and length or 1)
    local rest = flows and parts % count or math.max(0, parts)
    if flows then meters[place] = meters[place] + (parts - rest) / count end
    meters[place + 1] = rest
  end
  if kept then redis.call('SET', key, cmsgpack.pack(meters), 'KEEPTTL') else at = at + limits * 3 end
end
