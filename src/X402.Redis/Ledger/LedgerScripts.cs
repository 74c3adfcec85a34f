namespace X402.Redis.Ledger;

/// <summary>
/// The ledger's atomic steps. Each script declares every key it touches (Garnet locks by declared keys), takes the time from its caller,
/// and never turns a number into text (the Lua number types of Redis and Garnet differ).
/// </summary>
/// <remarks>
/// KEYS: 1 the record, 2 the stored response, 3.. one index per <see cref="Payments.PaymentState"/>, in the order of its values.
/// The record is a hash; its history is one line per transition: <c>state|unix ms|reason|transaction</c>.
/// </remarks>
internal static class LedgerScripts
{
    private const string AppendHistory = """
        local function append(record, line)
          local history = redis.call('HGET', record, 'history')
          if history then
            -- bounded: a payment that is reserved and released for ever keeps its newest steps
            if string.len(history) > 8192 then
              local cut = string.find(history, '\n', 4096, true)
              history = string.sub(history, cut + 1)
            end
            line = history .. '\n' .. line
          end
          redis.call('HSET', record, 'history', line)
        end
        local function move(from, to, now, id)
          if from then redis.call('ZREM', KEYS[3 + tonumber(from)], id) end
          redis.call('ZADD', KEYS[3 + tonumber(to)], now, id)
        end

        """;

    /// <summary>
    /// KEYS, where the reservation has an identifier, after those of the payment: 13 the identifier's holder; and where the caller has seen another payment
    /// there, 14 that one's record and 15 its stored response.
    /// ARGV: id, now, lease end, fingerprint, endpoint, requirements, payload, validBefore, owner, trace id, identifier, the holder the caller has seen,
    /// the identifier's lifetime in ms, the reason for ending a lost holder.
    /// </summary>
    /// <returns>{ outcome, record, stored response }; { 'HolderChanged' } when the identifier is not held any more by whom the caller has seen.</returns>
    public const string Reserve = AppendHistory + """
        local id, now = ARGV[1], ARGV[2]
        local state = redis.call('HGET', KEYS[1], 'state')
        if state and state ~= '0' then
          local held = redis.call('HMGET', KEYS[1], 'lease', 'fingerprint')
          local outcome
          if state == '6' then outcome = 'AlreadyFailed'
          elseif (state == '1' or state == '2' or state == '3') and tonumber(held[1]) <= tonumber(now) then outcome = nil
          elseif held[2] ~= ARGV[4] then outcome = 'UsedForAnotherRequest'
          elseif state == '5' then outcome = 'AlreadySettled'
          elseif state == '7' then outcome = 'OutcomeUnknown'
          elseif state == '8' or (state == '9' and tonumber(held[1]) <= tonumber(now)) then outcome = 'WorkOwed'
          else outcome = 'InProgress' end
          if outcome then
            return { outcome, redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) }
          end
        end
        if ARGV[11] ~= '' then
          local seen = ARGV[12]
          if (redis.call('GET', KEYS[13]) or '') ~= seen then return { 'HolderChanged' } end
          if seen ~= '' and seen ~= id then
            local other = redis.call('HMGET', KEYS[14], 'state', 'lease', 'identifier')
            local at = other[1]
            if at and other[3] == ARGV[11] and at ~= '0' and at ~= '6' then
              if not ((at == '1' or at == '2' or at == '3') and tonumber(other[2]) <= tonumber(now)) then
                return { 'IdentifierTaken', redis.call('HGETALL', KEYS[14]), redis.call('GET', KEYS[15]) }
              end
              -- its owner is lost and nothing was sent: fenced out, so that never two payments go on under one identifier
              redis.call('HINCRBY', KEYS[14], 'fence', 1)
              redis.call('HSET', KEYS[14], 'state', '0', 'reason', ARGV[14])
              redis.call('PEXPIRE', KEYS[14], ARGV[13])
              append(KEYS[14], '0|' .. now .. '|' .. ARGV[14] .. '|')
              move(at, '0', now, seen)
            end
          end
          redis.call('SET', KEYS[13], id, 'PX', ARGV[13])
        end
        redis.call('HINCRBY', KEYS[1], 'fence', 1)
        redis.call('HDEL', KEYS[1], 'transaction', 'reason', 'receipt')
        redis.call('HSET', KEYS[1], 'state', '1', 'lease', ARGV[3], 'fingerprint', ARGV[4], 'endpoint', ARGV[5],
          'requirements', ARGV[6], 'payload', ARGV[7], 'validBefore', ARGV[8], 'owner', ARGV[9], 'trace', ARGV[10], 'identifier', ARGV[11])
        redis.call('PERSIST', KEYS[1])
        redis.call('DEL', KEYS[2])
        append(KEYS[1], '1|' .. now .. '||')
        move(state, '1', now, id)
        return { 'Granted', redis.call('HGETALL', KEYS[1]), false }
        """;

    /// <summary>
    /// KEYS, where the caller has seen an identifier in the record: 13 the identifier's holder, which lives as long as the record.
    /// ARGV: id, fence, to, states it may come from (digits), now, reason, transaction, receipt, response, response lifetime in ms,
    /// record lifetime in ms (0 = keep), oldest index entry to keep.
    /// </summary>
    /// <returns>{ record, stored response }, or nothing when the step is refused.</returns>
    public const string Advance = AppendHistory + """
        local id, to, now = ARGV[1], ARGV[3], ARGV[5]
        local held = redis.call('HMGET', KEYS[1], 'fence', 'state')
        local state = held[2]
        if not state or held[1] ~= ARGV[2] or not string.find(ARGV[4], state, 1, true) then return false end
        redis.call('HSET', KEYS[1], 'state', to, 'reason', ARGV[6])
        if ARGV[7] ~= '' then redis.call('HSET', KEYS[1], 'transaction', ARGV[7]) end
        if ARGV[8] ~= '' then redis.call('HSET', KEYS[1], 'receipt', ARGV[8]) end
        if ARGV[9] ~= '' then redis.call('SET', KEYS[2], ARGV[9], 'PX', ARGV[10]) end
        append(KEYS[1], to .. '|' .. now .. '|' .. ARGV[6] .. '|' .. ARGV[7])
        move(state, to, now, id)
        local holds = KEYS[13] and redis.call('GET', KEYS[13]) == id
        if ARGV[11] == '0' then
          if holds then redis.call('PERSIST', KEYS[13]) end
          redis.call('PERSIST', KEYS[1])
          -- work that waits for its settlement keeps its result however long that takes
          redis.call('PERSIST', KEYS[2])
        else
          if holds then redis.call('PEXPIRE', KEYS[13], ARGV[11]) end
          redis.call('PEXPIRE', KEYS[1], ARGV[11])
          redis.call('PEXPIRE', KEYS[2], ARGV[10])
          redis.call('ZREMRANGEBYSCORE', KEYS[3 + tonumber(to)], '-inf', ARGV[12])
        end
        return { redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) }
        """;

    /// <summary>KEYS: the record. ARGV: fence, lease end.</summary>
    /// <returns>1 when the caller still owns the payment.</returns>
    public const string Renew = """
        local held = redis.call('HMGET', KEYS[1], 'fence', 'state')
        if held[1] ~= ARGV[1] or held[2] == '5' or held[2] == '6' or held[2] == '0' then return 0 end
        redis.call('HSET', KEYS[1], 'lease', ARGV[2])
        return 1
        """;

    /// <summary>KEYS: the record, the stored response. ARGV: now, lease end, owner.</summary>
    /// <returns>{ record, stored response }, or nothing when there is nothing to take over.</returns>
    public const string TakeOver = """
        local held = redis.call('HMGET', KEYS[1], 'state', 'lease')
        if not held[1] or (held[1] ~= '4' and held[1] ~= '7') or tonumber(held[2]) > tonumber(ARGV[1]) then return false end
        redis.call('HINCRBY', KEYS[1], 'fence', 1)
        redis.call('HSET', KEYS[1], 'lease', ARGV[2], 'owner', ARGV[3])
        return { redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) }
        """;

    /// <summary>ARGV: id, now, lease end, owner.</summary>
    /// <returns>{ record, stored response }, or nothing when no work is owed or somebody has it.</returns>
    public const string Resume = AppendHistory + """
        local id, now = ARGV[1], ARGV[2]
        local held = redis.call('HMGET', KEYS[1], 'state', 'lease')
        local state = held[1]
        if not state or not (state == '8' or (state == '9' and tonumber(held[2]) <= tonumber(now))) then return false end
        redis.call('HINCRBY', KEYS[1], 'fence', 1)
        redis.call('HSET', KEYS[1], 'state', '9', 'lease', ARGV[3], 'owner', ARGV[4], 'reason', '')
        redis.call('PERSIST', KEYS[1])
        append(KEYS[1], '9|' .. now .. '||')
        move(state, '9', now, id)
        return { redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) }
        """;
}
