namespace X402.Redis.Settlement;

/// <summary>
/// The journal's atomic steps: compare the version, then write. Each script declares every key it touches and never turns a number into text.
/// </summary>
/// <remarks>
/// A settlement is a hash of version, the record as JSON, and the payload and requirements it was asked for with; a relayer transaction one of
/// version, closed and JSON. What the new record looks like is decided in C#, by the one state machine; the scripts only see to it that nothing
/// has changed meanwhile.
/// </remarks>
internal static class JournalScripts
{
    /// <summary>
    /// KEYS: 1 the settlement, 2 the index of accepted, 3 of withdrawn settlements. ARGV: id, version it must have ('' = none yet), new version,
    /// record, time, payload, requirements.
    /// </summary>
    /// <returns>1 when written.</returns>
    public const string Accept = """
        if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[2] then return 0 end
        redis.call('HSET', KEYS[1], 'version', ARGV[3], 'record', ARGV[4], 'payload', ARGV[6], 'requirements', ARGV[7])
        redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
        if ARGV[2] ~= '' then
          redis.call('ZREM', KEYS[3], ARGV[1])
          redis.call('PERSIST', KEYS[1])
        end
        return 1
        """;

    /// <summary>
    /// Steps of several settlements. KEYS: 1 to N the indexes of all states, then the settlements. ARGV: N, oldest index entry to keep, then for
    /// each settlement its id, version, new version, record, time, lifetime in ms (0 = it is not final), and the numbers of its old and new index.
    /// </summary>
    /// <returns>For each settlement 1 when it was written.</returns>
    public const string Advance = """
        local states = tonumber(ARGV[1])
        local written = {}
        local crowded = {}
        for i = states + 1, #KEYS do
          local a = 2 + (i - states - 1) * 8
          local done = 0
          if redis.call('HGET', KEYS[i], 'version') == ARGV[a + 2] then
            local index = tonumber(ARGV[a + 8])
            redis.call('HSET', KEYS[i], 'version', ARGV[a + 3], 'record', ARGV[a + 4])
            redis.call('ZREM', KEYS[tonumber(ARGV[a + 7])], ARGV[a + 1])
            redis.call('ZADD', KEYS[index], ARGV[a + 5], ARGV[a + 1])
            if ARGV[a + 6] ~= '0' then
              redis.call('PEXPIRE', KEYS[i], ARGV[a + 6])
              crowded[index] = true
            end
            done = 1
          end
          written[i - states] = done
        end
        for index in pairs(crowded) do redis.call('ZREMRANGEBYSCORE', KEYS[index], '-inf', ARGV[2]) end
        return written
        """;

    /// <summary>
    /// KEYS: 1 the lease, 2 the transaction, 3 the relayer's open transactions, 4 its last nonce, 5 the index of accepted, 6 of signed settlements,
    /// 7.. the settlements. ARGV: fence, nonce, transaction, time, then for each settlement its id, version, new version and record.
    /// </summary>
    /// <returns>The outcome as the value of <see cref="X402.Settlement.SigningOutcome"/>.</returns>
    public const string Sign = """
        local fence = redis.call('HGET', KEYS[1], 'fence')
        if fence and tonumber(fence) > tonumber(ARGV[1]) then return 1 end
        if redis.call('EXISTS', KEYS[2]) == 1 then return 2 end
        for i = 7, #KEYS do
          if redis.call('HGET', KEYS[i], 'version') ~= ARGV[5 + (i - 7) * 4 + 1] then return 3 end
        end
        redis.call('HSET', KEYS[2], 'version', '1', 'record', ARGV[3])
        redis.call('ZADD', KEYS[3], ARGV[2], ARGV[2])
        local last = redis.call('GET', KEYS[4])
        if not last or tonumber(last) < tonumber(ARGV[2]) then redis.call('SET', KEYS[4], ARGV[2]) end
        for i = 7, #KEYS do
          local a = 5 + (i - 7) * 4
          redis.call('HSET', KEYS[i], 'version', ARGV[a + 2], 'record', ARGV[a + 3])
          redis.call('ZREM', KEYS[5], ARGV[a])
          redis.call('ZADD', KEYS[6], ARGV[4], ARGV[a])
        end
        return 0
        """;

    /// <summary>
    /// KEYS: 1 the lease, 2 the transaction, 3 the relayer's open transactions. ARGV: fence ('' = closing needs none), version it must have,
    /// new version, transaction, nonce, lifetime in ms (0 = stays open).
    /// </summary>
    /// <returns>0 written, 1 lease lost, 2 changed meanwhile.</returns>
    public const string WriteTransaction = """
        if ARGV[1] ~= '' then
          local fence = redis.call('HGET', KEYS[1], 'fence')
          if fence and tonumber(fence) > tonumber(ARGV[1]) then return 1 end
        end
        if redis.call('HGET', KEYS[2], 'version') ~= ARGV[2] then return 2 end
        redis.call('HSET', KEYS[2], 'version', ARGV[3], 'record', ARGV[4])
        if ARGV[6] ~= '0' then
          redis.call('ZREM', KEYS[3], ARGV[5])
          redis.call('PEXPIRE', KEYS[2], ARGV[6])
        end
        return 0
        """;

    /// <summary>KEYS: the lease. ARGV: now, end, owner.</summary>
    /// <returns>The fencing token, or 0 when it is held.</returns>
    public const string AcquireLease = """
        local ends = redis.call('HGET', KEYS[1], 'until')
        if ends and tonumber(ends) > tonumber(ARGV[1]) then return 0 end
        redis.call('HSET', KEYS[1], 'until', ARGV[2], 'owner', ARGV[3])
        return redis.call('HINCRBY', KEYS[1], 'fence', 1)
        """;

    /// <summary>KEYS: the lease. ARGV: fence, now, new end.</summary>
    /// <returns>1 when the caller held it.</returns>
    public const string RenewLease = """
        local held = redis.call('HMGET', KEYS[1], 'fence', 'until')
        if held[1] ~= ARGV[1] or tonumber(held[2]) <= tonumber(ARGV[2]) then return 0 end
        redis.call('HSET', KEYS[1], 'until', ARGV[3])
        return 1
        """;
}
