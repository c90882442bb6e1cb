-- The clients of one wrk run. Each thread has one connection and its own share of the signed-in clients,
-- which it takes in turns; a client that refreshes goes on with the tokens that it was given.
-- Arguments: the file that lib/load.js wrote, with the operations, their order, and the clients.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  plan = dofile(args[1])
  clients = {}
  for index = number + 1, #plan.clients, plan.threads do
    table.insert(clients, plan.clients[index])
  end
  turn, failed, sample = number, 0, ""
end

local function ready(client, kind)
  local operation = client[kind]
  if operation.message == nil then
    operation.message = wrk.format(operation.method, operation.path, operation.headers, operation.body)
  end
  return operation
end

function request()
  local kind = plan.order[turn % #plan.order + 1]
  operation = ready(clients[turn % #clients + 1], kind)
  turn = turn + 1
  return operation.message
end

function response(status, headers, body)
  if status ~= 200 or not body:find(operation.expect, 1, true) then
    failed = failed + 1
    sample = status .. " " .. body:sub(1, 300)
  elseif operation.chain then
    local token = body:match(operation.chain)
    operation.body = operation.body:gsub('("refreshToken":")[^"]*', "%1" .. token)
    operation.message = nil
  end
end

function done(summary, latency)
  local failures, example = 0, ""
  for _, thread in ipairs(threads) do
    failures = failures + thread:get("failed")
    if thread:get("sample") ~= "" then example = thread:get("sample") end
  end
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  io.write("\nRESULT\n", summary.requests, "\n", summary.duration, "\n", failures + lost, "\n")
  for _, percentile in ipairs({ 50, 90, 99 }) do io.write(latency:percentile(percentile), "\n") end
  io.write(latency.mean, "\n", os.clock(), "\n", example, "\n")
end
