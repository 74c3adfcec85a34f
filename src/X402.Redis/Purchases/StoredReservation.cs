using StackExchange.Redis;

namespace X402.Redis.Purchases;

/// <summary>A reservation as it is stored: what closing it has to know. One line for the amount, one for each bucket.</summary>
/// <param name="Amount">The amount as scripts count it.</param>
/// <param name="Buckets">The buckets it was counted in.</param>
internal sealed record StoredReservation(string Amount, IReadOnlyList<StoredReservation.Bucket> Buckets)
{
    public RedisValue Encode() => string.Join('\n', Buckets.Select(bucket => (bucket.HasWindow ? "+" : "-") + bucket.Name).Prepend(Amount));

    public static StoredReservation Decode(RedisValue stored)
    {
        var lines = ((string)stored!).Split('\n');
        return new(lines[0], [.. lines.Skip(1).Select(line => new Bucket(line[1..], line[0] == '+'))]);
    }

    /// <summary>One bucket.</summary>
    /// <param name="Name">Its name in keys.</param>
    /// <param name="HasWindow">Whether spending stops counting after a while.</param>
    internal readonly record struct Bucket(string Name, bool HasWindow);
}
