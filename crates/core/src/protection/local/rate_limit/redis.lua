-- All limits of a visit, by Redis's clock, as Limit::forward, passes, take and expires say it. A key keeps "since earlier
-- taken"; it expires when it says no more than none would. For each key five numbers: kind, capacity, refill, interval, cost.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local visit, states = true, {}

for nth, key in ipairs(KEYS) do
  local at = (nth - 1) * 5
  local kind, capacity, refill = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local interval, cost = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  local since, earlier, taken = string.match(redis.call('GET', key) or '', '^(%d+) (%d+) (%d+)$')
  since, earlier, taken = tonumber(since or now), tonumber(earlier or 0), tonumber(taken or 0)

  local steps = math.floor(math.max(0, now - since) / interval)
  if kind ~= 1 or steps > 1 then earlier = 0 elseif steps == 1 then earlier = taken end
  taken = math.max(0, taken - steps * refill)
  since = since + steps * interval
  if taken + earlier == 0 then since = now end

  local faded = interval - math.min(interval, math.max(0, now - since))
  if earlier * faded + (taken + math.max(1, cost)) * interval > capacity * interval then visit = false end
  states[nth] = { since = since, earlier = earlier, taken = taken }
end

local answer = { visit and 1 or 0, now }
for nth, key in ipairs(KEYS) do
  local at, state = (nth - 1) * 5, states[nth]
  local kind, refill = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 3])
  local interval, cost = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
  if visit and cost > 0 then
    if kind == 2 then state.since = now end
    state.taken = state.taken + cost
    local intervals = math.ceil(state.taken / refill) + (kind == 1 and 1 or 0)
    local left = math.max(1, state.since + intervals * interval - now)
    local text = string.format('%.0f %.0f %.0f', state.since, state.earlier, state.taken)
    redis.call('SET', key, text, 'PX', string.format('%.0f', left))
  end
  answer[#answer + 1] = state.since
  answer[#answer + 1] = state.earlier
  answer[#answer + 1] = state.taken
end
return answer
