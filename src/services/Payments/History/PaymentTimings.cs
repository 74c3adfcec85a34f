namespace X402.Services.Payments.History;

/// <summary>How long payments took.</summary>
public sealed class PaymentTimings
{
    /// <summary>Sorts what was measured.</summary>
    /// <param name="timings">The payments, by the parts of the time.</param>
    /// <param name="parts">How many parts the time has.</param>
    public PaymentTimings(IReadOnlyList<PaymentTiming> timings, int parts)
    {
        ArgumentNullException.ThrowIfNull(timings);
        var (verify, settle, total) = (new List<long>(timings.Count), new List<long>(timings.Count), new List<long>(timings.Count));
        var totals = new List<long>[parts];
        foreach (var timing in timings)
        {
            if (timing.Verify is { } verified)
                verify.Add(verified);
            if (timing.Settle is { } settled)
                settle.Add(settled);
            if (timing.Total is not { } took)
                continue;
            total.Add(took);
            (totals[Math.Clamp(timing.Part, 0, parts - 1)] ??= []).Add(took);
        }

        (Verify, Settle, Total) = (Percentiles.Of(verify), Percentiles.Of(settle), Percentiles.Of(total));
        OverTime = [.. totals.Select(static part => part is null ? null : Percentiles.Of(part))];
    }

    /// <summary>Step 5.</summary>
    public Percentiles? Verify { get; }

    /// <summary>Step 8.</summary>
    public Percentiles? Settle { get; }

    /// <summary>From the first request to the delivery, of those that were paid.</summary>
    public Percentiles? Total { get; }

    /// <summary>The same in each part of the time; null where nothing was paid.</summary>
    public IReadOnlyList<Percentiles?> OverTime { get; }
}
