using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace Benchmarks.Macro.Scenarios;

/// <summary>A whole purchase, from the signed request to the resource with its receipt.</summary>
internal sealed class PaidScenario : IScenario
{
    // Anvil slows down with the number of blocks it has mined, so runs on a chain that mines at once are short and each has a chain of its own
    private const int AtOnce = 16;
    private const int PaymentsAtOnce = 480;

    private const int WithBlocks = 1_024;

    public string Name => "paid";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        var table = new LoadTable();
        foreach (var (native, name) in settings.Builds)
        {
            table.Add($"X402Platform, {name}, mined at once, {AtOnce} callers", await MedianAsync(settings, () => BuyAsync(native, null, AtOnce, PaymentsAtOnce, cancellationToken)), Role.Ours);
            if (settings.WithOthers)
                table.Add($"X402Platform, {name}, 1 s blocks, {WithBlocks} callers", await BuyAsync(native, TimeSpan.FromSeconds(1), WithBlocks, WithBlocks * (settings.Quick ? 3 : 6), cancellationToken));
        }
        if (settings.WithOthers)
        {
            // it sends each settlement by itself from its one account, so callers take turns
            table.Add("reference, mined at once, 1 caller", await MedianAsync(settings, () => BuyFromReferenceAsync(settings.Quick ? 20 : 60, cancellationToken)), Role.Reference);
        }
        return table.ToSection(
            "Paid request: from the signed request to the resource",
            "Resource server, facilitator, Redis and chain, each a process. Verify, work, settle, receipt: all twelve steps. On a chain that mines each transaction at once, and on one that makes a block per second.");
    }

    private static async Task<Measurement> MedianAsync(MacroSettings settings, Func<Task<Measurement>> run)
    {
        var runs = new List<Measurement>();
        for (var i = 0; i < settings.Runs; i++)
            runs.Add(await run());
        return Meter.MedianOf(runs);
    }

    private static async Task<Measurement> BuyAsync(bool native, TimeSpan? blockTime, int callers, int payments, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(blockTime, cancellationToken);
        var facilitator = await stage.StartFacilitatorAsync(native, cancellationToken);
        var shop = await stage.StartShopAsync(facilitator.Url, native, cancellationToken);
        Part[] parts = [new("server", shop.Id), new("facilitator", facilitator.Id), stage.RedisPart, stage.ChainPart, Stage.Driver];
        return await BuyAsync(stage, new(shop.Url, "/weather/london"), callers, payments, parts, cancellationToken);
    }

    private static async Task<Measurement> BuyFromReferenceAsync(int payments, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(null, cancellationToken);
        await using var reference = await ReferenceStack.PrepareAsync(stage.Chain, cancellationToken);
        await using var facilitator = await reference.StartFacilitatorAsync(cancellationToken);
        await using var shop = await reference.StartShopAsync(facilitator.Url, cancellationToken);
        Part[] parts = [new("server", shop.Id), new("facilitator", facilitator.Id), stage.ChainPart, Stage.Driver];
        return await BuyAsync(stage, new(shop.Url, "/joke"), callers: 1, payments, parts, cancellationToken);
    }

    private static async Task<Measurement> BuyAsync(Stage stage, Uri url, int callers, int payments, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var offer = await Buyer.AskAsync(http, url, cancellationToken);
        // a part of the payments warms everything up
        var warmUp = Math.Max(callers / 2, payments / 5);
        var signed = await stage.Payers.SignAsync(offer.Accepts[0], warmUp + payments, cancellationToken);
        var requests = Array.ConvertAll(signed, payment => RawRequest.Get(url, PaymentHeaders.PaymentSignature, PaymentCodec.EncodeHeader(payment)));
        var plan = new LoadPlan { Targets = [url], Callers = callers, Requests = requests[..warmUp], Status = 200 };
        await LoadGenerator.RunAsync(plan, cancellationToken);
        return await Meter.MeasureOnceAsync(plan with { Requests = requests[warmUp..] }, parts, cancellationToken);
    }
}
