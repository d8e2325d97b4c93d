//! What the server runs: each call of the vault that is more than one command is one of these, so that nothing comes in
//! between.
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
    /// Generation, now, the last end of all, then id, and end with sealed, of each entry; each id once. Gives nothing,
    /// or the places that conflict, or -1 for a generation that is gone. Most prompts are of new ids, and take the short
    /// way: one reading, one writing.
    ///
    /// The hash ends a day after the last of its records, so that a scope which nobody sweeps goes too, its keys with
    /// it; one record without an end keeps it. The day is for clocks that differ.
    PUT = r"
local call, sub, args, key = redis.call, string.sub, ARGV, KEYS[1]
local count = (#args - 3) / 2
local fresh = count <= 1000
local fields, taken = args, {}
local from = 1
repeat
  local to = math.min(from + 999, count)
  local ids, at = {'h'}, 2 * from + 2
  for i = 2, to - from + 2 do
    ids[i] = args[at]
    at = at + 2
  end
  local got = call('HMGET', key, unpack(ids))
  if not got[1] or sub(got[1], 2, 17) ~= args[1] then return {-1} end
  if fresh then
    for i = 2, count + 1 do
      if got[i] then
        fresh = false
        break
      end
    end
  end
  if not fresh then
    if from == 1 then fields = {} end
    for i = from, to do
      local old, new, keep = got[i - from + 2], args[2 * i + 3], false
      if old and sub(old, 1, 16) > args[2] then
        if sub(old, 17) ~= sub(new, 17) then taken[#taken + 1] = i - 1 end
        keep = old >= new
      end
      if not keep then
        fields[#fields + 1] = ids[i - from + 2]
        fields[#fields + 1] = new
      end
    end
  end
  from = to + 1
until from > count
local first = fresh and 4 or 1
if #taken > 0 or #fields < first then return taken end
local added = 0
for from = first, #fields, 1000 do
  added = added + call('HSET', key, unpack(fields, from, math.min(from + 999, #fields)))
end
if args[3] >= '9007199254740992' then
  call('PERSIST', key)
  return taken
end
local left = call('PTTL', key)
if left >= 0 or call('HLEN', key) == added + 1 then
  local time = call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local ends = math.max(tonumber(args[3]), now) + 86400000
  if left < 0 or now + left < ends then
    call('PEXPIREAT', key, string.format('%.0f', ends))
  end
end
return taken
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
