using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;

namespace Benchmarks.Macro.Scenarios;

/// <summary>How fast a facilitator gets payments onto a chain that makes a block per second.</summary>
internal sealed class SettleScenario : IScenario
{
    public string Name => "settle";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(TimeSpan.FromSeconds(1), cancellationToken);
        var facilitator = await stage.StartFacilitatorAsync(cancellationToken);
        var settle = new Uri(facilitator.Url, "settle");
        Part[] parts = [new("facilitator", facilitator.Id), stage.RedisPart, stage.ChainPart, Stage.Driver];
        var rows = new List<Row>();
        foreach (var callers in settings.OursOnly ? [2_048] : (int[])[16, 256, 2_048])
        {
            var bodies = await stage.Payers.SignRequestsAsync(callers * (settings.OursOnly ? 12 : settings.Quick ? 4 : 8), cancellationToken);
            byte[][] requests = Array.ConvertAll(bodies, body => RawRequest.Post(settle, body));
            var plan = new LoadPlan { Targets = [settle], Callers = callers, Requests = requests, Status = 200, Contains = "\"success\":true" };
            rows.Add(new($"X402Platform, {callers} callers", await Meter.MeasureAsync(plan, parts, cancellationToken)));
        }
        return new("Settle", "From the request to the receipt, blocks of one second.", rows);
    }
}
