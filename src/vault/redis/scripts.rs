//! What the server runs: each call of the vault is one of these, so that nothing comes in between.
//!
//! `KEYS[1]` is the scope's hash. A field is an id, its value sixteen digits of end and then what is sealed; the field
//! `h` is the header. Fields are read and written a thousand at a time, since Lua's stack holds no more than eight.

use std::sync::LazyLock;

use redis::Script;

macro_rules! scripts {
    ($($(#[$about:meta])* $name:ident = $text:literal;)*) => {$(
        $(#[$about])*
        pub(super) static $name: LazyLock<Script> = LazyLock::new(|| Script::new($text));
    )*};
}

scripts! {
    /// Generation, now, then id, end and sealed of each entry. Gives nothing, or the places that conflict, or -1 for a
    /// generation that is gone.
    ///
    /// The hash ends a day after the last of its records, so that a scope which nobody sweeps goes too, its keys with
    /// it; one record without an end keeps it. The day is for clocks that differ.
    PUT = r"
local header = redis.call('HGET', KEYS[1], 'h')
if not header or string.sub(header, 2, 17) ~= ARGV[1] then return {-1} end
local count, ids, held, stored = (#ARGV - 2) / 3, {}, {}, {}
for i = 1, count do ids[i] = ARGV[3 * i] end
for from = 1, count, 1000 do
  local to = math.min(from + 999, count)
  local got = redis.call('HMGET', KEYS[1], unpack(ids, from, to))
  for i = from, to do
    local old = got[i - from + 1]
    if old and string.sub(old, 1, 16) > ARGV[2] then held[ids[i]], stored[ids[i]] = old, old end
  end
end
local taken, last = {}, ''
for i = 1, count do
  local ends, sealed = ARGV[3 * i + 1], ARGV[3 * i + 2]
  local old = held[ids[i]]
  if old and string.sub(old, 17) ~= sealed then taken[#taken + 1] = i - 1
  elseif not old or string.sub(old, 1, 16) < ends then held[ids[i]] = ends .. sealed end
  if ends > last then last = ends end
end
if #taken > 0 then return taken end
local fields = {}
for i = 1, count do
  local id = ids[i]
  if held[id] ~= stored[id] then
    fields[#fields + 1] = id
    fields[#fields + 1] = held[id]
    stored[id] = held[id]
  end
end
if count == 0 or #fields == 0 then return {} end
local bare = redis.call('HLEN', KEYS[1]) == 1
for from = 1, #fields, 1000 do
  redis.call('HSET', KEYS[1], unpack(fields, from, math.min(from + 999, #fields)))
end
local left = redis.call('PTTL', KEYS[1])
if last >= '9007199254740992' then
  if left >= 0 then redis.call('PERSIST', KEYS[1]) end
elseif left >= 0 or bare then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local ends = math.max(tonumber(last), now) + 86400000
  if left < 0 or now + left < ends then
    redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', ends))
  end
end
return {}
";

    /// Generation, now, ids. Gives what is sealed under each.
    GET = r"
local header = redis.call('HGET', KEYS[1], 'h')
local out = {}
if not header or string.sub(header, 2, 17) ~= ARGV[1] then
  for i = 3, #ARGV do out[i - 2] = false end
  return out
end
for from = 3, #ARGV, 1000 do
  local to = math.min(from + 999, #ARGV)
  local got = redis.call('HMGET', KEYS[1], unpack(ARGV, from, to))
  for i = from, to do
    local old = got[i - from + 1]
    out[i - 2] = old and string.sub(old, 1, 16) > ARGV[2] and string.sub(old, 17) or false
  end
end
return out
";

    /// Generation, ids; one without a suffix takes those with one along. Gives how many went.
    REMOVE = r"
local header = redis.call('HGET', KEYS[1], 'h')
if not header or string.sub(header, 2, 17) ~= ARGV[1] then return 0 end
local removed, bare = 0, {}
for i = 2, #ARGV do
  removed = removed + redis.call('HDEL', KEYS[1], ARGV[i])
  if not string.find(ARGV[i], '_', 1, true) then bare[ARGV[i]] = true end
end
if next(bare) == nil then return removed end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local at = string.find(field, '_', 1, true)
  if at and bare[string.sub(field, 1, at - 1)] then removed = removed + redis.call('HDEL', KEYS[1], field) end
end
return removed
";

    /// A header. Gives the one that is there then.
    CREATE = r"
redis.call('HSETNX', KEYS[1], 'h', ARGV[1])
return redis.call('HGET', KEYS[1], 'h')
";

    /// A header of the same generation. Gives 1, or 0 where another is there.
    REWRAP = r"
local header = redis.call('HGET', KEYS[1], 'h')
if not header or string.sub(header, 2, 17) ~= string.sub(ARGV[1], 2, 17) then return 0 end
redis.call('HSET', KEYS[1], 'h', ARGV[1])
return 1
";

    /// Gives how many records went.
    FORGET = r"
local fields = redis.call('HLEN', KEYS[1])
redis.call('UNLINK', KEYS[1])
return math.max(fields - 1, 0)
";

    /// Now, how many at most, a cursor. Gives the next cursor and how many went: about a thousand records are looked at,
    /// so that a large scope does not hold the server.
    SWEEP = r"
local removed, step = 0, redis.call('HSCAN', KEYS[1], ARGV[3], 'COUNT', 1000)
for i = 1, #step[2], 2 do
  if removed >= tonumber(ARGV[2]) then return {ARGV[3], removed} end
  if step[2][i] ~= 'h' and string.sub(step[2][i + 1], 1, 16) <= ARGV[1] then
    removed = removed + redis.call('HDEL', KEYS[1], step[2][i])
  end
end
return {step[1], removed}
";

    /// A cursor. Gives the next one, records and bytes. A record may be met twice where the hash changes meanwhile.
    COUNT = r"
local records, bytes, step = 0, 0, redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 1000)
for i = 1, #step[2], 2 do
  if step[2][i] ~= 'h' then
    records = records + 1
    bytes = bytes + string.len(step[2][i + 1]) - 16
  end
end
return {step[1], records, bytes}
";
}
