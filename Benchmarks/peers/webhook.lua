-- Posts signed bodies, each once: a line of WEBHOOK_BODIES is a signature, a tab and a body.
local started = 0

function setup(thread)
    thread:set("slice", started)
    started = started + 1
    thread:set("slices", tonumber(os.getenv("WEBHOOK_THREADS")))
end

function init(args)
    requests = {}
    position = 0
    local number = 0
    for line in io.lines(os.getenv("WEBHOOK_BODIES")) do
        if number % slices == slice then
            local tab = line:find("\t", 1, true)
            requests[#requests + 1] = wrk.format("POST", "/webhooks/whatsapp", {
                ["Content-Type"] = "application/json",
                ["X-Hub-Signature-256"] = line:sub(1, tab - 1),
                ["Host"] = "127.0.0.1",
            }, line:sub(tab + 1))
        end
        number = number + 1
    end
end

function request()
    position = position + 1
    if position > #requests then
        -- Who stores nothing may see a message again; for the others the messages have run out.
        if not os.getenv("WEBHOOK_REPEAT") then wrk.thread:stop() end
        position = 1
    end
    return requests[position]
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.timeout + errors.status,
        latency:percentile(50), latency:percentile(99), latency.max))
end
