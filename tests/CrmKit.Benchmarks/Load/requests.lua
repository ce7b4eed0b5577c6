-- Sends the requests of a file in turn, a line each: method, path, body, parted by tabs. Says at the end how long they took.
local requests = {}
local at = 0

function init(arguments)
  local headers = { ["Content-Type"] = "application/json" }
  if os.getenv("CRMKIT_LOAD_KEY") then headers["Authorization"] = "Bearer " .. os.getenv("CRMKIT_LOAD_KEY") end
  for line in io.lines(os.getenv("CRMKIT_LOAD_REQUESTS")) do
    local method, path, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    requests[#requests + 1] = wrk.format(method, path, headers, #body > 0 and body or nil)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
