using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;

namespace Benchmarks.Macro.Scenarios;

/// <summary>How fast a facilitator gets payments onto a chain that makes a block per second.</summary>
internal sealed class SettleScenario : IScenario
{
    private const int Relayers = 4;
    private const int Most = 2_048;
    private static readonly int[] s_callers = [16, 256, Most];

    public string Name => "settle";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        var table = new LoadTable();
        if (settings.WithOthers)
        {
            await using var stage = await SetAsync(cancellationToken);
            foreach (var shared in (int[])[1, 50])
            {
                var label = shared == 1 ? "floor: a transaction per payment" : $"floor: {shared} payments per transaction";
                table.Add(label, await RawSettlements.MeasureAsync(stage, settings.Quick ? 1_000 : 5_000, shared, cancellationToken), shared == 1 ? Role.Detail : Role.Floor);
            }
        }
        foreach (var (native, name) in settings.Builds)
        {
            await MeasureAsync(settings, table, $"facilitator, {name}", native, 1, settings.WithOthers ? s_callers : [Most], cancellationToken);
            if (settings.WithOthers)
                await MeasureAsync(settings, table, $"two replicas, {name}", native, 2, [Most], cancellationToken);
        }
        if (settings.WithOthers)
            await AddReferenceAsync(settings, table, cancellationToken);
        return table.ToSection(
            "Settle: a payment on the chain, with its receipt",
            $"`POST /settle` on a chain that makes a block per second; each caller waits for its receipt before it asks for the next payment, so with few callers the block time is the limit. Journal in Redis, appended to disk; {Relayers} relayer keys. One run of eight payments per caller after one of two; the reference, which sends from one account, is asked by one caller.");
    }

    private static async Task MeasureAsync(MacroSettings settings, LoadTable table, string label, bool native, int replicas, IReadOnlyList<int> callerCounts, CancellationToken cancellationToken)
    {
        await using var stage = await SetAsync(cancellationToken);
        var targets = new List<Uri>();
        List<Part> parts = [];
        for (var i = 0; i < replicas; i++)
        {
            var facilitator = await stage.StartFacilitatorAsync(native, cancellationToken, Relayers);
            targets.Add(new(facilitator.Url, "/settle"));
            parts.Add(new("facilitator", facilitator.Id));
        }
        parts.AddRange([stage.RedisPart, stage.ChainPart, Stage.Driver]);
        foreach (var callers in callerCounts)
        {
            await SettleAsync(stage, targets, callers, 2 * callers, [], cancellationToken);
            var measured = await SettleAsync(stage, targets, callers, callers * (settings.Quick ? 4 : 8), parts, cancellationToken);
            table.Add($"{label}, {callers} callers", measured, replicas == 1 && callers == Most ? Role.Ours : Role.Detail);
        }
    }

    private static async Task AddReferenceAsync(MacroSettings settings, LoadTable table, CancellationToken cancellationToken)
    {
        await using var stage = await SetAsync(cancellationToken);
        await using var reference = await ReferenceStack.PrepareAsync(stage.Chain, cancellationToken);
        await using var facilitator = await reference.StartFacilitatorAsync(cancellationToken);
        // it sends each settlement by itself from its one account, so callers take turns
        var measured = await SettleAsync(stage, [new(facilitator.Url, "/settle")], callers: 1, settings.Quick ? 2 : 8, [new("facilitator", facilitator.Id), stage.ChainPart, Stage.Driver], cancellationToken);
        table.Add("reference facilitator, 1 caller", measured, Role.Reference);
    }

    private static async Task<Measurement> SettleAsync(Stage stage, List<Uri> targets, int callers, int payments, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        var bodies = await stage.Payers.SignRequestsAsync(payments, cancellationToken);
        // the host header of the first replica does for all
        var plan = new LoadPlan
        {
            Targets = targets,
            Callers = callers,
            Requests = Array.ConvertAll(bodies, body => RawRequest.Post(targets[0], body)),
            Status = 200,
            Contains = "\"success\":true",
        };
        return await Meter.MeasureOnceAsync(plan, parts, cancellationToken);
    }

    private static Task<Stage> SetAsync(CancellationToken cancellationToken) => Stage.SetAsync(TimeSpan.FromSeconds(1), cancellationToken);
}
