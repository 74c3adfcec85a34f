namespace Benchmarks.Macro.Load;

/// <summary>A load of requests that can be sent only once, because each spends a payment. They are signed before anything is measured.</summary>
/// <param name="sign">Makes so many requests.</param>
/// <param name="parts">Whose costs are measured.</param>
internal sealed class FreshPayments(Func<int, Task<byte[][]>> sign, IReadOnlyList<Part> parts)
{
    // after the pause for signing: until every caller has had its first answer, and blocks are full again
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(3);

    /// <summary>Warms everything up.</summary>
    /// <param name="plan">Who asks whom; the requests are made here.</param>
    /// <param name="mostPerSecond">For each second so many payments are made.</param>
    /// <param name="duration">How long it takes at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many a second were answered, towards the end.</returns>
    public async Task<double> WarmUpAsync(LoadPlan plan, int mostPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var requests = await sign((int)(mostPerSecond * duration.TotalSeconds) + plan.Callers);
        var run = await LoadGenerator.RunAsync(plan with { Requests = requests, Duration = duration }, cancellationToken);
        return run.Answers.Count == 0
            ? throw new InvalidOperationException($"Nothing was paid:{Environment.NewLine}{run.FirstFailure}")
            : Math.Max(run.Between(run.Started + ((run.Ended - run.Started) / 2), run.Ended).PerSecond, run.Whole.PerSecond);
    }

    /// <summary>Measures what is warm.</summary>
    /// <param name="plan">Who asks whom; the requests are made here.</param>
    /// <param name="expectedPerSecond">What the warm-up has shown.</param>
    /// <param name="duration">How long each run takes.</param>
    /// <param name="runs">How many there are; the one in the middle counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Measurement> MeasureAsync(LoadPlan plan, double expectedPerSecond, TimeSpan duration, int runs, CancellationToken cancellationToken)
    {
        // a rate that was found while everything was cold may be far too low; then more are signed
        for (var reserve = 1.4; ; reserve *= 4)
        {
            var requests = await sign((int)((plan.Rate ?? (expectedPerSecond * reserve)) * (s_again + (duration * runs)).TotalSeconds) + plan.Callers);
            try
            {
                return await Meter.MeasureAsync(plan with { Requests = requests }, s_again, duration, runs, parts, cancellationToken);
            }
            catch (InvalidOperationException) when (reserve < 20)
            {
                // they ran out
            }
        }
    }
}
