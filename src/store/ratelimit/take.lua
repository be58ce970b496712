-- Takes one from every bucket, or from none when any of them has none: the rule of src/domain/src/ratelimit/bucket.rs.
-- KEYS: the buckets, all of one slot. ARGV: now, then for each bucket the time between two requests and the time from empty
-- to full. All times are microseconds. A bucket is the instant at which it is full again; a full one is not kept.
-- Answers 1 or 0 for taken or not, then each bucket's instant.
local now = tonumber(ARGV[1])
local full, every, allowed = {}, {}, 1
for place, key in ipairs(KEYS) do
    every[place] = tonumber(ARGV[2 * place])
    local filling = tonumber(ARGV[2 * place + 1])
    local at = tonumber(redis.call('GET', key) or now)
    -- A clock that was set back far would leave the bucket empty until it has caught up.
    if at - now > 2 * filling then at = now + filling end
    full[place] = math.max(at, now)
    if filling - math.min(full[place] - now, filling) < every[place] then allowed = 0 end
end
local answer = { allowed }
for place, key in ipairs(KEYS) do
    if allowed == 1 then
        full[place] = full[place] + every[place]
    end
    if full[place] > now then
        -- Written out: as a number, Lua would keep 14 digits of 16.
        redis.call('SET', key, string.format('%.0f', full[place]), 'PX', math.ceil((full[place] - now) / 1000))
    end
    answer[place + 1] = full[place]
end
return answer
