namespace X402.Redis.Ledger;

/// <summary>
/// The ledger's atomic steps. Each script declares every key it touches (Garnet locks by declared keys), takes the time from its caller,
/// and never turns a number into text (the Lua number types of Redis and Garnet differ).
/// </summary>
/// <remarks>
/// The record is a hash; its history is one line per transition: <c>state|unix ms|reason|transaction</c>. There is one index per
/// <see cref="Payments.PaymentState"/>. The owner of a payment knows its record, so its steps are answered with a word and not with the record.
/// </remarks>
internal static class LedgerScripts
{
    private const string Prolong = """
        local function prolong(history, line)
          if not history then return line end
          -- bounded: a payment that is reserved and released for ever keeps its newest steps
          if string.len(history) > 8192 then
            history = string.sub(history, string.find(history, '\n', 4096, true) + 1)
          end
          return history .. '\n' .. line
        end

        """;

    /// <summary>
    /// KEYS: 1 the record, 2 the stored response, 3 to 6 the indexes of the states 0 to 3; where the reservation has an identifier, 7 the identifier's
    /// holder; and where the caller has seen another payment there, 8 that one's record and 9 its stored response.
    /// ARGV: id, now, lease end, fingerprint, endpoint, requirements, payload, validBefore, owner, trace id, identifier, the holder the caller has seen,
    /// the lifetime in ms of a record whose owner falls silent, the reason for ending a lost holder, a released record's lifetime in ms.
    /// </summary>
    /// <returns>
    /// { 'Granted', fence, history }; { 'HolderChanged', holder } when the identifier is not held by whom the caller has seen; else { outcome, record,
    /// stored response }.
    /// </returns>
    public const string Reserve = Prolong + """
        local id, now = ARGV[1], ARGV[2]
        local held = redis.call('HMGET', KEYS[1], 'state', 'lease', 'fingerprint', 'history')
        local state = held[1]
        if state and state ~= '0' then
          local outcome
          if state == '6' then outcome = 'AlreadyFailed'
          elseif (state == '1' or state == '2' or state == '3') and tonumber(held[2]) <= tonumber(now) then outcome = nil
          elseif held[3] ~= ARGV[4] then outcome = 'UsedForAnotherRequest'
          elseif state == '5' then outcome = 'AlreadySettled'
          elseif state == '7' then outcome = 'OutcomeUnknown'
          elseif state == '8' or (state == '9' and tonumber(held[2]) <= tonumber(now)) then outcome = 'WorkOwed'
          else outcome = 'InProgress' end
          if outcome then
            return { outcome, redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) }
          end
        end
        if ARGV[11] ~= '' then
          local seen = ARGV[12]
          local holder = redis.call('GET', KEYS[7]) or ''
          if holder ~= seen then return { 'HolderChanged', holder } end
          if seen ~= '' and seen ~= id then
            local other = redis.call('HMGET', KEYS[8], 'state', 'lease', 'identifier', 'history')
            local at = other[1]
            if at and other[3] == ARGV[11] and at ~= '0' and at ~= '6' then
              if not ((at == '1' or at == '2' or at == '3') and tonumber(other[2]) <= tonumber(now)) then
                return { 'IdentifierTaken', redis.call('HGETALL', KEYS[8]), redis.call('GET', KEYS[9]) }
              end
              -- its owner is lost and nothing was sent: fenced out, so that never two payments go on under one identifier
              redis.call('HINCRBY', KEYS[8], 'fence', 1)
              redis.call('HSET', KEYS[8], 'state', '0', 'reason', ARGV[14], 'history', prolong(other[4], '0|' .. now .. '|' .. ARGV[14] .. '|'))
              redis.call('PEXPIRE', KEYS[8], ARGV[15])
              redis.call('PEXPIRE', KEYS[9], ARGV[15])
              redis.call('ZREM', KEYS[3 + tonumber(at)], seen)
              redis.call('ZADD', KEYS[3], now, seen)
            end
          end
          redis.call('SET', KEYS[7], id, 'PX', ARGV[13])
        end
        if state then
          redis.call('HDEL', KEYS[1], 'transaction', 'reason', 'receipt', 'waiting')
          redis.call('DEL', KEYS[2])
          redis.call('ZREM', KEYS[3 + tonumber(state)], id)
        else
          -- a record may have been here and forgotten: no token is given a second time
          redis.call('HSET', KEYS[1], 'fence', now)
        end
        local history = prolong(held[4], '1|' .. now .. '||')
        redis.call('HSET', KEYS[1], 'state', '1', 'lease', ARGV[3], 'fingerprint', ARGV[4], 'endpoint', ARGV[5], 'requirements', ARGV[6],
          'payload', ARGV[7], 'validBefore', ARGV[8], 'owner', ARGV[9], 'trace', ARGV[10], 'identifier', ARGV[11], 'history', history)
        redis.call('PEXPIRE', KEYS[1], ARGV[13])
        redis.call('ZADD', KEYS[4], now, id)
        return { 'Granted', redis.call('HINCRBY', KEYS[1], 'fence', 1), history }
        """;

    /// <summary>
    /// KEYS: 1 the record, 2 the stored response, 3 the index of the present state, 4 that of the new one; where there is an identifier, whose life
    /// changes with the record's, 5 the identifier's holder.
    /// ARGV: id, fence, present state, new state, now, lines for the history, reason, transaction, receipt, response, response lifetime in ms,
    /// record lifetime in ms (0 = keep), oldest entry to keep in the index of the present state and in that of the new one.
    /// </summary>
    /// <returns>0 when the step is refused; 1 when it is done; 2 when it is done and somebody waits for the payment.</returns>
    public const string Advance = Prolong + """
        local from, lifetime = ARGV[3], ARGV[12]
        local held = redis.call('HMGET', KEYS[1], 'fence', 'state', 'history', 'waiting')
        if held[1] ~= ARGV[2] or held[2] ~= from then return 0 end
        redis.call('HSET', KEYS[1], 'state', ARGV[4], 'reason', ARGV[7], 'history', prolong(held[3], ARGV[6]))
        if ARGV[8] ~= '' then redis.call('HSET', KEYS[1], 'transaction', ARGV[8]) end
        if ARGV[9] ~= '' then redis.call('HSET', KEYS[1], 'receipt', ARGV[9]) end
        if ARGV[10] ~= '' then redis.call('SET', KEYS[2], ARGV[10]) end
        redis.call('ZREM', KEYS[3], ARGV[1])
        redis.call('ZADD', KEYS[4], ARGV[5], ARGV[1])
        local holds = KEYS[5] and redis.call('GET', KEYS[5]) == ARGV[1]
        if lifetime ~= '0' then
          if holds then redis.call('PEXPIRE', KEYS[5], lifetime) end
          redis.call('PEXPIRE', KEYS[1], lifetime)
          redis.call('PEXPIRE', KEYS[2], ARGV[11])
          -- of the states with something to settle nothing is ever left out
          if from == '1' or from == '2' or from == '3' then redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[13]) end
          redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', ARGV[14])
        else
          if holds then redis.call('PERSIST', KEYS[5]) end
          -- the other states have no end to be taken back; work that waits for its settlement keeps its result however long that takes
          if from ~= '4' and from ~= '7' and from ~= '9' then
            redis.call('PERSIST', KEYS[1])
            redis.call('PERSIST', KEYS[2])
          end
        end
        if held[4] then return 2 end
        return 1
        """;

    /// <summary>KEYS: the record, the stored response. ARGV: fence, lease end, the lifetime in ms of a record whose owner falls silent.</summary>
    /// <returns>Nothing when the caller does not own the payment; else its identifier where that has to be kept alive with the record, or an empty text.</returns>
    public const string Renew = """
        local held = redis.call('HMGET', KEYS[1], 'fence', 'state', 'identifier')
        local state = held[2]
        if held[1] ~= ARGV[1] or state == '5' or state == '6' or state == '0' then return false end
        redis.call('HSET', KEYS[1], 'lease', ARGV[2])
        if state ~= '1' and state ~= '2' and state ~= '3' then return '' end
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        return held[3] or ''
        """;

    /// <summary>KEYS: the identifier's holder. ARGV: id, lifetime in ms.</summary>
    public const string RenewIdentifier = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
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

    /// <summary>KEYS: 1 the record, 2 the stored response, 3 and 4 the indexes of the states 8 and 9. ARGV: id, now, lease end, owner.</summary>
    /// <returns>{ record, stored response }, or nothing when no work is owed or somebody has it.</returns>
    public const string Resume = Prolong + """
        local id, now = ARGV[1], ARGV[2]
        local held = redis.call('HMGET', KEYS[1], 'state', 'lease', 'history')
        local state = held[1]
        if not state or not (state == '8' or (state == '9' and tonumber(held[2]) <= tonumber(now))) then return false end
        redis.call('HINCRBY', KEYS[1], 'fence', 1)
        redis.call('HSET', KEYS[1], 'state', '9', 'lease', ARGV[3], 'owner', ARGV[4], 'reason', '', 'history', prolong(held[3], '9|' .. now .. '||'))
        redis.call('PERSIST', KEYS[1])
        redis.call('ZREM', KEYS[3], id)
        redis.call('ZADD', KEYS[4], now, id)
        return { redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) }
        """;

    /// <summary>
    /// Reads, and notes that somebody waits where there is something to wait for: the step that ends the waiting is then made known.
    /// KEYS: the record, the stored response. ARGV: the states in which a payment is worked on, as digits.
    /// </summary>
    /// <returns>{ record, stored response }, or nothing when there is no record.</returns>
    public const string Watch = """
        local held = redis.call('HMGET', KEYS[1], 'state', 'waiting')
        if not held[1] then return false end
        if not held[2] and string.find(ARGV[1], held[1], 1, true) then redis.call('HSET', KEYS[1], 'waiting', '1') end
        return { redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) }
        """;
}
