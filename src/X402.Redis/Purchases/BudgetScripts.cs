namespace X402.Redis.Purchases;

/// <summary>
/// The budget's atomic steps. Each script declares every key it touches and takes the time from its caller.
/// </summary>
/// <remarks>
/// Amounts are text of 84 digits, added seven digits at a time: what the numbers of every Lua hold exactly, which amounts of money do not fit.
/// KEYS: 1 the reservation, then two for each bucket: its books (a hash of <c>spent</c> and, with a window, <c>of:id</c> for each amount that
/// counts) and the times at which those amounts stop counting.
/// </remarks>
internal static class BudgetScripts
{
    /// <summary>How many digits an amount has: more than any sum of two amounts, in whole steps of seven.</summary>
    public const int Digits = 84;

    private const string Books = """
        local zero = string.rep('0', 84)
        local function combine(a, b, sign)
          local text, carry = '', 0
          for at = 78, 1, -7 do
            local sum = tonumber(string.sub(a, at, at + 6)) + sign * tonumber(string.sub(b, at, at + 6)) + carry
            carry = 0
            if sum > 9999999 then
              sum, carry = sum - 10000000, 1
            elseif sum < 0 then
              sum, carry = sum + 10000000, -1
            end
            text = string.format('%07d', sum) .. text
          end
          return text
        end
        local function less(sum, amount)
          if sum < amount then return zero end
          return combine(sum, amount, -1)
        end
        -- what still counts in a bucket
        local function count(books, ends, now)
          local sum = redis.call('HGET', books, 'spent') or zero
          local past = redis.call('ZRANGEBYSCORE', ends, '-inf', now)
          for i = 1, #past do
            local amount = redis.call('HGET', books, 'of:' .. past[i])
            if amount then
              sum = less(sum, amount)
              redis.call('HDEL', books, 'of:' .. past[i])
              redis.call('HSET', books, 'spent', sum)
            end
            redis.call('ZREM', ends, past[i])
          end
          return sum
        end

        """;

    /// <summary>
    /// ARGV: id, amount, now, reservation, its lifetime in ms, then for each bucket the most, the time at which the amount stops counting
    /// ('' = never), and the lifetime of its keys in ms.
    /// </summary>
    /// <returns>0 when it is reserved, else the number of the first bucket it does not fit into, from 1.</returns>
    public const string Reserve = Books + """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        local sums, a, bucket = {}, 6, 0
        for k = 2, #KEYS, 2 do
          bucket = bucket + 1
          sums[k] = combine(count(KEYS[k], KEYS[k + 1], ARGV[3]), ARGV[2], 1)
          if sums[k] > ARGV[a] then return bucket end
          a = a + 3
        end
        redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[5])
        a = 6
        for k = 2, #KEYS, 2 do
          redis.call('HSET', KEYS[k], 'spent', sums[k])
          if ARGV[a + 1] ~= '' then
            redis.call('HSET', KEYS[k], 'of:' .. ARGV[1], ARGV[2])
            redis.call('ZADD', KEYS[k + 1], ARGV[a + 1], ARGV[1])
            -- in this order: amounts without their ends would count for ever, ends without amounts count nothing
            redis.call('PEXPIRE', KEYS[k], ARGV[a + 2])
            redis.call('PEXPIRE', KEYS[k + 1], ARGV[a + 2])
          end
          a = a + 3
        end
        return 0
        """;

    /// <summary>ARGV: id, amount, now, reservation, then for each bucket 1 when it has a window, else 0.</summary>
    public const string Release = Books + """
        if redis.call('GET', KEYS[1]) ~= ARGV[4] then return end
        redis.call('DEL', KEYS[1])
        local a = 5
        for k = 2, #KEYS, 2 do
          local sum = count(KEYS[k], KEYS[k + 1], ARGV[3])
          local amount = ARGV[2]
          if ARGV[a] == '1' then
            amount = redis.call('HGET', KEYS[k], 'of:' .. ARGV[1])
            redis.call('HDEL', KEYS[k], 'of:' .. ARGV[1])
            redis.call('ZREM', KEYS[k + 1], ARGV[1])
          end
          if amount then redis.call('HSET', KEYS[k], 'spent', less(sum, amount)) end
          a = a + 1
        end
        """;

    /// <summary>KEYS: the books and the ends of a bucket. ARGV: now.</summary>
    /// <returns>What counts as spent.</returns>
    public const string Spent = Books + "return count(KEYS[1], KEYS[2], ARGV[1])";
}
