namespace X402.Campaign.Soak;

/// <summary>How things are at one moment.</summary>
/// <param name="At">Since the start.</param>
/// <param name="Facilitator">The larger of both facilitators, number by number.</param>
/// <param name="Shop">The larger of both resource servers.</param>
/// <param name="RedisBytes">What Redis says it uses.</param>
/// <param name="RedisKeys">How many keys there are.</param>
/// <param name="Purchases">Delivered since the sample before.</param>
/// <param name="PerMinute">The same per minute.</param>
/// <param name="Median">How long a purchase took, from the first request on.</param>
/// <param name="Slowest1Percent">How long the slowest percent took at least.</param>
internal sealed record SoakSample(
    TimeSpan At, ServiceNote Facilitator, ServiceNote Shop, long RedisBytes, long RedisKeys, int Purchases, double PerMinute, TimeSpan Median, TimeSpan Slowest1Percent);
