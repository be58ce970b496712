-- Tells who is in a room on one instance and answers what the others have told of it.
-- KEYS: the room. ARGV: the instance, its people as bytes (empty: nobody), the length of the lease in milliseconds.
-- Each field of the room is an instance with the instant at which its lease ends, a space, and its people. The time is the
-- server's own, since the leases are.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = tonumber(ARGV[3])
if ARGV[2] == '' then
    redis.call('HDEL', KEYS[1], ARGV[1])
else
    redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + lease) .. ' ' .. ARGV[2])
    redis.call('PEXPIRE', KEYS[1], lease)
end
local elsewhere = {}
local told = redis.call('HGETALL', KEYS[1])
for place = 1, #told, 2 do
    if told[place] ~= ARGV[1] then
        local space = string.find(told[place + 1], ' ', 1, true)
        if tonumber(string.sub(told[place + 1], 1, space - 1)) > now then
            elsewhere[#elsewhere + 1] = string.sub(told[place + 1], space + 1)
        else
            redis.call('HDEL', KEYS[1], told[place])
        end
    end
end
return elsewhere
