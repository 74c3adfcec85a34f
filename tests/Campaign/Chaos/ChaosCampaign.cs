using System.Diagnostics;

namespace X402.Campaign.Chaos;

/// <summary>
/// Buyers buy while saboteurs kill, freeze and cut off everything they can reach. Then everything is repaired, what is open is waited for, and
/// the books are compared.
/// </summary>
internal static class ChaosCampaign
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);

    public static async Task<ChaosResult> RunAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        await using var stack = await ChaosStack.StartAsync(cancellationToken: cancellationToken);
        var shoppers = new List<Shopper>();
        try
        {
            for (var number = 0; number < options.Buyers; number++)
                shoppers.Add(await Shopper.CreateAsync(stack, number, (options.Seed * 1_000) + number, cancellationToken));
            // so deep that no reorganisation takes the buyers' money away
            await stack.Chain.MineAsync(2 * ChaosStack.FinalityDepth, cancellationToken);
            return await RunAsync(options, stack, shoppers, cancellationToken);
        }
        finally
        {
            foreach (var shopper in shoppers)
                await shopper.DisposeAsync();
        }
    }

    private static async Task<ChaosResult> RunAsync(ChaosOptions options, ChaosStack stack, List<Shopper> shoppers, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var at = DateTimeOffset.UtcNow;
        var tally = new FaultTally();
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var shopping = Task.WhenAll(shoppers.Select(shopper => Task.Run(() => shopper.RunAsync(moody: true, closing.Token, givingUp.Token), CancellationToken.None)));

        await BreakThingsAsync(options, stack, tally, cancellationToken);
        var broken = Stopwatch.GetElapsedTime(started);
        options.Log($"everything is repaired after {tally.Kills} kills");

        // everybody gets what they have begun to buy
        var repaired = Stopwatch.GetTimestamp();
        await closing.CancelAsync();
        givingUp.CancelAfter(options.Recovery);
        await shopping;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Recovery);
        var auditor = new Auditor(stack, shoppers);
        var open = await auditor.SettleDownAsync(patience.Token);
        var recovery = Stopwatch.GetElapsedTime(repaired);
        IReadOnlyList<string> findings = [.. open, .. await auditor.AuditAsync()];
        return new()
        {
            Options = options,
            At = at,
            Duration = broken,
            Recovery = recovery,
            Kills = tally.Kills,
            Faults = tally.Faults,
            Deaths = tally.Deaths,
            Delivered = shoppers.Sum(static shopper => shopper.Orders.Count(static order => order.Receipt is not null)),
            Attempts = shoppers.Sum(static shopper => shopper.Orders.Sum(static order => order.Attempts)),
            BuyersCrashes = shoppers.Sum(static shopper => shopper.Crashes),
            Events = shoppers.SelectMany(static shopper => shopper.Audit).CountBy(static entry => entry.Event).ToDictionary(),
            Findings = findings,
            Logs = findings.Count == 0 ? "" : string.Join(Environment.NewLine, stack.Facilitators.Concat(stack.Shops).Select(static service => service.Output)),
        };
    }

    private static async Task BreakThingsAsync(ChaosOptions options, ChaosStack stack, FaultTally tally, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(options.Longest);
        var victims = new Victims();
        // every kill point once, before chance has its way; what the walks do not hold is broken meanwhile
        var walk = new KillPointWalk(stack, victims, tally, new Random(options.Seed), options.Log);
        var walking = Task.WhenAll(
            walk.RunAsync(KillPointNames.FacilitatorName, stack.Facilitators, KillPointNames.Facilitator, enough.Token),
            walk.RunAsync(KillPointNames.ShopName, stack.Shops, KillPointNames.Shop, enough.Token));
        var breaking = Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(lane =>
            Task.Run(() => new Saboteur(stack, victims, tally, new Random((options.Seed * 10) + lane), options.Log).RunAsync(enough.Token), CancellationToken.None)));
        while (!breaking.IsCompleted && (tally.Kills < options.Kills || !walking.IsCompleted))
            await Task.WhenAny(breaking, Task.Delay(s_poll, CancellationToken.None));
        await enough.CancelAsync();
        await Task.WhenAll(breaking, walking);
    }
}
