-- Takes what was let through elsewhere already from buckets, down to empty: the rule of src/domain/src/ratelimit/bucket.rs.
-- KEYS: the buckets, all of one slot. ARGV: now, then for each bucket how many were let through, the time between two requests,
-- and the time from empty to full. All times are microseconds. Answers each bucket's instant.
local now = tonumber(ARGV[1])
local answer = {}
for place, key in ipairs(KEYS) do
    local count = tonumber(ARGV[3 * place - 1])
    local every = tonumber(ARGV[3 * place])
    local filling = tonumber(ARGV[3 * place + 1])
    local at = math.max(tonumber(redis.call('GET', key) or now), now)
    at = math.min(at + count * every, now + filling)
    redis.call('SET', key, string.format('%.0f', at), 'PX', math.ceil((at - now) / 1000))
    answer[place] = at
end
return answer
