namespace X402.Redis.Purchases;

/// <summary>The purchase journal's atomic steps. Each script declares every key it touches and takes the time from its caller.</summary>
/// <remarks>
/// KEYS: 1 the ids of the purchases with one key, oldest first, 2 their records by id, 3 their claims by id, 4 the index of open purchases.
/// A claim is <see cref="PurchaseClaims">its end, a number and its process</see>.
/// </remarks>
internal static class PurchaseScripts
{
    /// <summary>KEYS 1 to 3. ARGV: now, the claim, its process, then the other claims of that process that hold.</summary>
    /// <returns>The record, or nothing.</returns>
    public const string Claim = """
        local function holds(claim)
          if not claim or tonumber(string.sub(claim, 1, string.find(claim, '/', 1, true) - 1)) <= tonumber(ARGV[1]) then return false end
          if string.sub(claim, -string.len(ARGV[3])) ~= ARGV[3] then return true end
          -- one whose answer or end was lost on the way
          for a = 4, #ARGV do
            if ARGV[a] == claim then return true end
          end
          return false
        end
        local ids = redis.call('ZRANGE', KEYS[1], '0', '-1')
        for i = 1, #ids do
          if not holds(redis.call('HGET', KEYS[3], ids[i])) then
            redis.call('HSET', KEYS[3], ids[i], ARGV[2])
            return redis.call('HGET', KEYS[2], ids[i])
          end
        end
        return false
        """;

    /// <summary>ARGV: id, record, time, the claim, 1 when it must be the only one, its name in the index.</summary>
    /// <returns>1 when it was stored, or was stored before.</returns>
    public const string Add = """
        if ARGV[5] == '1' then
          local ids = redis.call('ZRANGE', KEYS[1], '0', '-1')
          for i = 1, #ids do
            if ids[i] ~= ARGV[1] then return 0 end
          end
        end
        redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        redis.call('HSET', KEYS[3], ARGV[1], ARGV[4])
        redis.call('ZADD', KEYS[4], ARGV[3], ARGV[6])
        for k = 1, 3 do redis.call('PERSIST', KEYS[k]) end
        return 1
        """;

    /// <summary>ARGV: id, record, <c>open</c>, <c>kept</c> (settled for good) or <c>gone</c>, its name in the index, lifetime of what is kept in ms.</summary>
    public const string Release = """
        if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return end
        redis.call('HDEL', KEYS[3], ARGV[1])
        -- who comes late, after its claim was over, does not undo a settlement
        if ARGV[3] ~= 'kept' and not redis.call('ZSCORE', KEYS[4], ARGV[4]) then return end
        if ARGV[3] == 'open' then
          redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
          return
        end
        redis.call('ZREM', KEYS[4], ARGV[4])
        if ARGV[3] == 'gone' then
          redis.call('ZREM', KEYS[1], ARGV[1])
          redis.call('HDEL', KEYS[2], ARGV[1])
          return
        end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        if redis.call('ZCARD', KEYS[1]) == 1 then
          for k = 1, 3 do redis.call('PEXPIRE', KEYS[k], ARGV[5]) end
        end
        """;
}
