-- Reverts the count of a call that was refused by another server of the cluster.
--
-- KEYS  the counters
-- ARGV  of each counter its cost and its limits, as in admit.lua

local lengths = { s = 1000000, m = 60000000, h = 3600000000 }
for index, key in ipairs(KEYS) do
  local kept = redis.call('GET', key)
  if kept then
    local cost = tonumber(string.match(ARGV[index], '%d+'))
    local meters = cmsgpack.unpack(kept)
    local place = 1
    for count, unit in string.gmatch(ARGV[index], '(%d+)/(%a)') do
      local parts = meters[place + 1] - cost * (lengths[unit] or 1)
      local rest = lengths[unit] and parts % count or math.max(0, parts)
      if lengths[unit] then meters[place] = meters[place] + (parts - rest) / count end
      meters[place + 1] = rest
      place = place + 2
    end
    redis.call('SET', key, cmsgpack.pack(meters), 'KEEPTTL')
  end
end
