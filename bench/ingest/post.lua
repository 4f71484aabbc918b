-- Posts signed bodies, each request with a delivery id of its own. Everything but the two ids is glued together once,
-- before the load starts, so that a request costs the generator two joins of strings.
-- Arguments: data file (one "signature<TAB>body" a line), file of fixed header lines, path, run number.

local heads, tails, count, sent, suffix

function init(args)
  local path, run = args[3], tonumber(args[4])
  local fixed = io.open(args[2]):read("*a")
  heads, tails, count, sent = {}, {}, 0, 0
  suffix = string.format("-%04x-4000-8000-", run)
  for line in io.lines(args[1]) do
    local signature, body = line:match("^(%S+)\t(.*)$")
    count = count + 1
    heads[count] = "POST " .. path .. " HTTP/1.1\r\nContent-Length: " .. #body .. "\r\n" .. fixed
      .. "X-Shopify-Hmac-Sha256: " .. signature .. "\r\nX-Shopify-Webhook-Id: "
    tails[count] = "\r\n\r\n" .. body
  end
end

-- Multiplying by an odd number below 2^32 mixes the counter without repeats: ids arrive in no order, as Shopify's do,
-- and an index over them is written all over. The counter itself makes up the end.
function request()
  sent = sent + 1
  local id = string.format("%08x%s%012x", sent * 2654435761 % 4294967296, suffix, sent)
  return heads[sent % count + 1] .. id .. "\r\nX-Shopify-Event-Id: " .. id .. tails[sent % count + 1]
end

function done(summary, latency, requests)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "non_2xx": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, broken))
end
