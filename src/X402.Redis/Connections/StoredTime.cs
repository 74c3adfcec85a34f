using System.Globalization;
using StackExchange.Redis;

namespace X402.Redis.Connections;

/// <summary>Points in time and lifetimes as scripts take them: whole milliseconds.</summary>
internal static class StoredTime
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <summary>Milliseconds since 1970, as text, so that no script has to turn a number into text.</summary>
    public static RedisValue Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>How long a finished record of a payment is kept, in milliseconds: past the end of its authorization, and a while longer.</summary>
    public static long Lifetime(DateTimeOffset validBefore, DateTimeOffset now, TimeSpan retention)
    {
        var untilExpiry = validBefore - now;
        // an authorization may be valid for ever; the store's largest lifetime is far below that
        var lifetime = (untilExpiry > TimeSpan.Zero ? untilExpiry : TimeSpan.Zero) + retention;
        return (long)(lifetime < s_longest ? lifetime : s_longest).TotalMilliseconds;
    }
}
