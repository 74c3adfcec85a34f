namespace X402.Campaign.Chaos;

/// <summary>How much is destroyed, and for how long.</summary>
internal sealed record ChaosOptions
{
    /// <summary>Chooses faults, victims, pauses and the buyers' moods. The same seed breaks the same things in the same order; when exactly they break depends on the machine.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The campaign ends after so many killed processes.</summary>
    public int Kills { get; init; } = 500;

    /// <summary>It ends after this time in any case.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(25);

    /// <summary>How many buy at once, each with an account of its own.</summary>
    public int Buyers { get; init; } = 8;

    /// <summary>How many faults happen at once.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>How long recovery may take once everything works again.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Told what happens.</summary>
    public Action<string> Log { get; init; } = static _ => { };
}
