-- Admits calls, one after the other: counts each in all its counters and stores its nonce, or does neither where
-- anything is refused.
--
-- ARGV  of each call first the number of its counters; where it has a nonce then in the same text, separated by blanks,
--       the run_id that the caller has verified, the timestamp, the tolerance behind the latest timestamp, how far
--       timestamps may be ahead, and the lifetime of the nonce in seconds. Then of each counter its cost and its limits,
--       such as `1 50/s,1000/m,100000/d`
-- KEYS  first the marker of the nonce store: a hash of `run`, the run_id of the server on which it was last verified as
--       complete, and `loss`. Then of each call the counters; where it has a nonce then the latest timestamp of its
--       client, and the nonce
-- Returns of each call nil where the marker has another run_id, the error where it failed, else a list. First the
-- outcome: 0 admitted, 1 over a limit, 133 or 134 the nonce or timestamp refused, 503 the call may be older than a loss of
-- nonces. With 503 then how many seconds newer the timestamp would have to be; with 0 and 1 of each counter its tightest
-- limit, the remaining calls, and the seconds until its reset; with 1 at the end the number of the first counter over its
-- limit, and the microseconds to wait.
--
-- A counter is a list of two integers for each limit. A GCRA window (s, m, h) keeps the time at which its burst is
-- fully refilled, in microseconds, and the remainder in units of which `count` are one microsecond, so nothing is rounded. A
-- fixed window (d) keeps the end of the window, and how much of it was used.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function gcra(count, length, cost, full, part)
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

-- Counts a call without writing: returns the answer, and of each counter the value to write and its lifetime in
-- milliseconds. `argument` is the index before its first counter.
local function count(counters, kept, argument)
  local refused, longest = 0, 0
  local answer, changes, lifetimes = { 0 }, {}, {}
  for index = 1, counters do
    local text = ARGV[argument + index]
    local cost = tonumber(string.match(text, '%d+'))
    local meters = kept[index] and cmsgpack.unpack(kept[index]) or {}
    local latest, waiting, limit = now, -1, 0
    local tightest, least, renewal
    for size, unit in string.gmatch(text, '(%d+)/(%a)') do
      limit = limit + 1
      local read = unit == 'd' and fixed or gcra
      local place = limit * 2 - 1
      local ending, used, left, reset, wait =
        read(tonumber(size), lengths[unit], cost, meters[place] or 0, meters[place + 1] or 0)
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
  return answer, changes, lifetimes
end

local marker

local function admit(key, argument, counters, runId, timestamp, tolerance, ahead, lifetime)
  local hasNonce = runId ~= ''
  local latestKey, nonceKey = key + counters + 1, key + counters + 2
  local kept = redis.call('MGET', unpack(KEYS, key + 1, hasNonce and nonceKey or key + counters))
  local answer, changes, lifetimes = count(counters, kept, argument)
  local latest = tonumber(kept[counters + 1] or 0)
  if hasNonce then
    marker = marker or redis.call('HMGET', KEYS[1], 'run', 'loss')
    if marker[1] ~= runId then return false end
    local missing = marker[2] + ahead + 1 - timestamp
    if missing > 0 then return { 503, missing } end
    if timestamp < latest - tolerance then return { 134 } end
    if kept[counters + 2] then return { 133 } end
  end
  if answer[1] ~= 0 then return answer end
  for index = 1, counters do
    redis.call('SET', KEYS[key + index], cmsgpack.pack(changes[index]), 'PX', lifetimes[index])
  end
  if hasNonce then
    redis.call('SET', KEYS[nonceKey], '', 'EX', lifetime)
    if timestamp > latest then redis.call('SET', KEYS[latestKey], timestamp, 'EX', lifetime) end
  end
  return answer
end

-- An error, such as a counter that another program has overwritten, fails its own call only.
local answers = {}
local key, argument = 1, 1
while ARGV[argument] do
  local counters, runId, timestamp, tolerance, ahead, lifetime =
    string.match(ARGV[argument], '^(%d+) ?(%x*) ?(%d*) ?(%d*) ?(%d*) ?(%d*)$')
  counters = tonumber(counters)
  local isDone, answer = pcall(admit, key, argument, counters, runId, tonumber(timestamp), tolerance, ahead, lifetime)
  if not isDone then answer = { err = type(answer) == 'table' and answer.err or answer } end
  answers[#answers + 1] = answer
  key = key + counters + (runId == '' and 0 or 2)
  argument = argument + counters + 1
end
return answers
