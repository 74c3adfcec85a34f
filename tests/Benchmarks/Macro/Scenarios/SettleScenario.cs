using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;

namespace Benchmarks.Macro.Scenarios;

/// <summary>How fast a facilitator gets payments onto a chain that makes a block per second.</summary>
internal sealed class SettleScenario : IScenario
{
    private const int Relayers = 4;
    private const int Most = 2_048;
    private const int Highest = 2_000;
    private static readonly int[] s_callers = [1, 16, 256, Most];

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
            $"`POST /settle` on a chain that makes a block per second; each caller waits for its receipt before it asks for the next payment, so with few callers the block time is the limit. Journal in Redis, appended to disk; {Relayers} relayer keys. Each run takes {settings.DurationWithBlocks.TotalSeconds:0} s. The reference, which sends from one account, is asked by one caller.");
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
        var payments = PaymentsOf(stage, targets, [.. parts, stage.RedisPart, stage.ChainPart, Stage.Driver], cancellationToken);
        var most = await payments.WarmUpAsync(PlanFor(targets, Most), Highest, settings.WarmUp, cancellationToken);
        foreach (var callers in callerCounts)
        {
            var plan = PlanFor(targets, callers);
            // a caller has at most one answer a block
            var measured = await payments.MeasureAsync(plan, Math.Min(callers, most), settings.DurationWithBlocks, settings.Runs, cancellationToken);
            table.Add($"{label}, {Callers(callers)}", measured, replicas == 1 && callers == Most ? Role.Ours : Role.Detail);
            if (callers != Most || replicas != 1 || !settings.WithOthers)
                continue;
            var half = plan with { Rate = measured.Load.PerSecond / 2 };
            table.Add($"{label}, at half of that load", await payments.MeasureAsync(half, half.Rate.Value, settings.DurationWithBlocks, settings.Runs, cancellationToken), inChart: false);
        }
    }

    private static async Task AddReferenceAsync(MacroSettings settings, LoadTable table, CancellationToken cancellationToken)
    {
        await using var stage = await SetAsync(cancellationToken);
        await using var reference = await ReferenceStack.PrepareAsync(stage.Chain, cancellationToken);
        await using var facilitator = await reference.StartFacilitatorAsync(cancellationToken);
        List<Uri> targets = [new(facilitator.Url, "/settle")];
        var payments = PaymentsOf(stage, targets, [new("facilitator", facilitator.Id), stage.ChainPart, Stage.Driver], cancellationToken);
        // it sends each settlement by itself from its one account, so callers take turns
        var plan = PlanFor(targets, callers: 1);
        var rate = await payments.WarmUpAsync(plan, mostPerSecond: 2, settings.WarmUp, cancellationToken);
        table.Add($"reference facilitator, {Callers(1)}", await payments.MeasureAsync(plan, rate, settings.DurationWithBlocks, settings.Runs, cancellationToken));
    }

    // the host header of the first replica does for all
    private static FreshPayments PaymentsOf(Stage stage, List<Uri> targets, IReadOnlyList<Part> parts, CancellationToken cancellationToken) =>
        new(async count => Array.ConvertAll(await stage.Payers.SignRequestsAsync(count, cancellationToken), body => RawRequest.Post(targets[0], body)), parts);

    private static LoadPlan PlanFor(List<Uri> targets, int callers) => new() { Targets = targets, Callers = callers, Requests = [], Status = 200, Contains = "\"success\":true" };

    private static string Callers(int count) => count == 1 ? "1 caller" : $"{count} callers";

    private static Task<Stage> SetAsync(CancellationToken cancellationToken) => Stage.SetAsync(TimeSpan.FromSeconds(1), cancellationToken);
}
