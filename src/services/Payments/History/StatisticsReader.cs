namespace X402.Services.Payments.History;

/// <summary>Adds payments up once per change, however many pages are open and however often they are drawn. Safe for concurrent use.</summary>
public sealed class StatisticsReader(PaymentQueries queries, PaymentFeed feed, TimeProvider time)
{
    private readonly Dictionary<string, Slot> _slots = StatisticsRange.All.ToDictionary(static range => range.Key, static _ => new Slot());

    /// <summary>The statistics of a span of time that ends now; the same object as long as nothing has changed.</summary>
    public PaymentStatistics Read(StatisticsRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        var slot = _slots[range.Key];
        lock (slot.Reading)
        {
            // the version comes first: what is stored while this reads makes it read again
            var (version, begin) = (feed.Version, range.Begin(time.GetUtcNow()));
            if (slot.Latest is { } latest && slot.Version == version && latest.Begin == begin)
                return latest;
            slot.Version = version;
            return slot.Latest = new PaymentStatistics(queries.Groups(begin, range.Part), queries.Timings(begin, range.Part), range, begin);
        }
    }

    private sealed class Slot
    {
        public Lock Reading { get; } = new();

        public long Version { get; set; }

        public PaymentStatistics? Latest { get; set; }
    }
}
