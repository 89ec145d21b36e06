-- Counts a call by all its counters, and uses up its nonce: everything, or nothing where anything is refused.
--
-- KEYS  the counters; where the call has a nonce then the latest timestamp of its client, the nonce, and the marker of
--       this memory: a hash of `run`, the server's run that it was last found whole on, and `loss`
-- ARGV  of each counter its cost and its limits, such as `1 50/s,1000/m,100000/d`
--       where the call has a nonce then the run that the caller has verified, the timestamp, the tolerance behind the
--       latest timestamp, how far timestamps may be ahead, and for how many seconds to remember the nonce
-- Gives nil where the marker is not of that run, else a list. First what became of the call: 0 admitted, 1 no room, 133
-- or 134 the nonce refused, 503 nobody can tell. With 503 then how many seconds newer the timestamp would have to be;
-- with 0 and 1 of each counter its tightest limit, the calls that are left, and the seconds until the limit is as new;
-- with 1 at the end the number of the first counter without room, and the microseconds to wait.
--
-- A counter is a list of two integers for each limit. A flowing one keeps the time at which it will be full again, in
-- microseconds, and what that leaves out in parts of which `count` are one microsecond, so nothing is ever rounded. A
-- fixed one keeps the end of its window, and how much was used of it.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function flowing(count, length, cost, full, part)
  if full < now then full, part = now, 0 end
  local parts = cost * length + part
  local newPart = parts % count
  local newFull = full + (parts - newPart) / count
  local wait = newFull + math.ceil(newPart / count) - length - now
  if wait <= 0 then full, part = newFull, newPart end
  local left = math.floor(((now + length - full) * count - part) / length)
  return full, part, math.max(0, left), full + math.ceil(part / count) - now, math.max(0, wait)
end

local function fixed(count, length, cost, ending, used)
  local over = (math.floor(now / length) + 1) * length
  if ending ~= over then used = 0 end
  if used + cost > count then return over, used, math.max(0, count - used), over - now, over - now end
  return over, used + cost, count - used - cost, over - now, 0
end

local lengths = { s = 1000000, m = 60000000, h = 3600000000, d = 86400000000 }
local kept = redis.call('MGET', unpack(KEYS))
local hasNonce = #ARGV > #KEYS
local counters = hasNonce and #KEYS - 3 or #KEYS
local refused, longest = 0, 0
local answer, changes, lifetimes = { 0 }, {}, {}

for index = 1, counters do
  local cost = tonumber(string.match(ARGV[index], '%d+'))
  local meters = kept[index] and cmsgpack.unpack(kept[index]) or {}
  local latest, waiting, limit = now, -1, 0
  local tightest, least, renewal
  for count, unit in string.gmatch(ARGV[index], '(%d+)/(%a)') do
    limit = limit + 1
    local read = unit == 'd' and fixed or flowing
    local place = limit * 2 - 1
    local ending, used, left, reset, wait =
      read(tonumber(count), lengths[unit], cost, meters[place] or 0, meters[place + 1] or 0)
    meters[place], meters[place + 1] = ending, used
    if ending > latest then latest = ending end
    if wait > waiting or (wait == waiting and left < least) then
      tightest, least, renewal, waiting = limit, left, math.ceil(reset / 1000000), wait
    end
  end
  if waiting > 0 and refused == 0 then refused = index end
  if waiting > longest then longest = waiting end
  changes[index], lifetimes[index] = meters, math.max(1, math.ceil((latest - now) / 1000))
  answer[index * 3 - 1], answer[index * 3], answer[index * 3 + 1] = tightest, least, renewal
end
if refused > 0 then answer[1], answer[counters * 3 + 2], answer[counters * 3 + 3] = 1, refused, longest end

local at = counters + 1
local timestamp, latest
if hasNonce then
  local marker = redis.call('HMGET', KEYS[counters + 3], 'run', 'loss')
  if marker[1] ~= ARGV[at] then return false end
  timestamp, latest = tonumber(ARGV[at + 1]), tonumber(kept[counters + 1] or 0)
  local missing = marker[2] + ARGV[at + 3] + 1 - timestamp
  if missing > 0 then return { 503, missing } end
  if timestamp < latest - ARGV[at + 2] then return { 134 } end
  if kept[counters + 2] then return { 133 } end
end
if refused > 0 then return answer end

for index = 1, counters do
  redis.call('SET', KEYS[index], cmsgpack.pack(changes[index]), 'PX', lifetimes[index])
end
if hasNonce then
  redis.call('SET', KEYS[counters + 2], '', 'EX', ARGV[at + 4])
  if timestamp > latest then redis.call('SET', KEYS[counters + 1], ARGV[at + 1], 'EX', ARGV[at + 4]) end
end
return answer
