using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace Benchmarks.Macro.Scenarios;

/// <summary>A whole purchase, from the signed request to the resource with its receipt.</summary>
internal sealed class PaidScenario : IScenario
{
    private const int Few = 16;
    private const int Many = 2_048;
    private const int Highest = 1_000;
    private const int HighestInTurns = 100;

    public string Name => "paid";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        var table = new LoadTable();
        foreach (var (native, name) in settings.Builds)
            await AddAsync(settings, table, native, name, cancellationToken);
        if (settings.WithOthers)
            await AddReferenceAsync(settings, table, cancellationToken);
        return table.ToSection(
            "Paid request: from the signed request to the resource",
            $"Resource server, facilitator, Redis and chain, each a process. Verify, work, settle, receipt: all twelve steps; our two services talk gRPC, as in the stack. On a chain that mines each transaction at once, and on one that makes a block per second, where each run takes {settings.DurationWithBlocks.TotalSeconds:0} s. Where each transaction is mined at once the chain is the limit: Anvil computes the root of its whole state for each block, which takes a millisecond at first and twenty after some thousand payments. The reference, which sends from one account, is asked by one caller.");
    }

    private static async Task AddAsync(MacroSettings settings, LoadTable table, bool native, string name, CancellationToken cancellationToken)
    {
        var measured = await AtOnceAsync(Few, null, Highest);
        table.Add($"X402Platform, {name}, mined at once, {Few} callers", measured);
        if (!settings.WithOthers)
            return;
        table.Add($"X402Platform, {name}, mined at once, at half of that load", await AtOnceAsync(Few, measured.Load.PerSecond / 2, Highest), inChart: false);
        table.Add($"X402Platform, {name}, mined at once, 1 caller", await AtOnceAsync(1, null, HighestInTurns));

        await using var stage = await Stage.SetAsync(TimeSpan.FromSeconds(1), cancellationToken);
        var (url, payments) = await OpenAsync(stage, native, cancellationToken);
        var rate = await payments.WarmUpAsync(PlanFor(url, Many), Highest, settings.WarmUp, cancellationToken);
        table.Add($"X402Platform, {name}, 1 s blocks, {Many} callers", await payments.MeasureAsync(PlanFor(url, Many), rate, settings.DurationWithBlocks, settings.Runs, cancellationToken), Role.Ours);

        // a chain of its own for each row: this one's blocks take longer with every payment that was ever made
        async Task<Measurement> AtOnceAsync(int callers, double? perSecond, int highest)
        {
            await using var stage = await Stage.SetAsync(null, cancellationToken);
            var (url, payments) = await OpenAsync(stage, native, cancellationToken);
            var plan = PlanFor(url, callers);
            var rate = await payments.WarmUpAsync(plan, highest, settings.WarmUp, cancellationToken);
            return await payments.MeasureAsync(plan with { Rate = perSecond }, rate, settings.Duration, settings.Runs, cancellationToken);
        }
    }

    private static async Task<(Uri Url, FreshPayments Payments)> OpenAsync(Stage stage, bool native, CancellationToken cancellationToken)
    {
        var (facilitator, grpc) = await stage.StartGrpcFacilitatorAsync(native, cancellationToken);
        var shop = await stage.StartShopAsync(grpc, native, cancellationToken, grpc: true);
        var url = new Uri(shop.Url, "/weather/london");
        return (url, await PaymentsOfAsync(stage, url, [new("server", shop.Id), new("facilitator", facilitator.Id), stage.RedisPart, stage.ChainPart, Stage.Driver], cancellationToken));
    }

    private static async Task AddReferenceAsync(MacroSettings settings, LoadTable table, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(null, cancellationToken);
        await using var reference = await ReferenceStack.PrepareAsync(stage.Chain, cancellationToken);
        await using var facilitator = await reference.StartFacilitatorAsync(cancellationToken);
        await using var shop = await reference.StartShopAsync(facilitator.Url, cancellationToken);
        var url = new Uri(shop.Url, "/joke");
        var payments = await PaymentsOfAsync(stage, url, [new("server", shop.Id), new("facilitator", facilitator.Id), stage.ChainPart, Stage.Driver], cancellationToken);
        // it sends each settlement by itself from its one account, so callers take turns
        var rate = await payments.WarmUpAsync(PlanFor(url, 1), HighestInTurns, settings.WarmUp, cancellationToken);
        table.Add("reference, mined at once, 1 caller", await payments.MeasureAsync(PlanFor(url, 1), rate, settings.Duration, settings.Runs, cancellationToken), Role.ReferenceAlone);
    }

    private static async Task<FreshPayments> PaymentsOfAsync(Stage stage, Uri url, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var offer = await Buyer.AskAsync(http, url, cancellationToken);
        return new(
            async count => Array.ConvertAll(
                await stage.Payers.SignAsync(offer.Accepts[0], count, cancellationToken),
                payment => RawRequest.Get(url, PaymentHeaders.PaymentSignature, PaymentCodec.EncodeHeader(payment))),
            parts);
    }

    private static LoadPlan PlanFor(Uri url, int callers) => new() { Targets = [url], Callers = callers, Requests = [], Status = 200 };
}
