-- Sends requests from a file, each as it stands, and checks every answer:
--   wrk -s wrk.lua URL -- FILE EXPECTED MODE
-- FILE holds requests with a zero byte after each, EXPECTED is a text that every right answer contains. MODE is
-- "again" to start anew at the end of the file, or "once" where a request may be sent only once.
-- The last line of the output is: result CALLS MICROSECONDS FAILED FIRST-WRONG-ANSWER

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

-- Only globals of a thread can be read by done().
function init(args)
  local file = assert(io.open(args[1], "rb"))
  local text = file:read("*a")
  file:close()
  requests = {}
  for request in text:gmatch("%Z+") do
    requests[#requests + 1] = request
  end
  expected, once = args[2], args[3] == "once"
  sent, wrong, first_wrong = 0, 0, ""
end

function request()
  if once and sent == #requests then
    wrong, first_wrong = wrong + 1, "there were too few signed requests"
    sent = sent - 1
  end
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function response(status, _, body)
  if status ~= 200 or not body:find(expected, 1, true) then
    wrong = wrong + 1
    if first_wrong == "" then first_wrong = status .. " " .. body end
  end
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  local first = ""
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("wrong")
    if first == "" then first = thread:get("first_wrong") end
  end
  first = first:gsub("%s+", " ")
  io.write(string.format("\nresult %d %d %d %s\n", summary.requests, summary.duration, failed, first))
end
