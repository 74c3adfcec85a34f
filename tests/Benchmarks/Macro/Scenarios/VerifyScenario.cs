using System.Text;
using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;
using X402.Evm.Schemes.Exact;

namespace Benchmarks.Macro.Scenarios;

/// <summary>How fast a facilitator judges payments, each simulated on the chain.</summary>
internal sealed class VerifyScenario : IScenario
{
    private const int Distinct = 2_000;

    public string Name => "verify";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(TimeSpan.FromSeconds(1), cancellationToken);
        var bodies = await stage.Payers.SignRequestsAsync(Distinct, cancellationToken);
        var rows = new List<Row>();

        foreach (var callers in settings.OursOnly ? [] : (int[])[16, 64])
            rows.Add(new($"floor: one eth_call, {callers} callers", await MeasureAsync(settings, await FloorAsync(stage, callers, cancellationToken), [stage.ChainPart, Stage.Driver], cancellationToken)));

        var facilitator = await stage.StartFacilitatorAsync(cancellationToken);
        var verify = new Uri(facilitator.Url, "verify");
        byte[][] requests = Array.ConvertAll(bodies, body => RawRequest.Post(verify, body));
        Part[] parts = [new("facilitator", facilitator.Id), stage.ChainPart, Stage.Driver];
        foreach (var callers in settings.OursOnly ? [64] : (int[])[16, 64])
            rows.Add(new($"X402Platform, {callers} callers", await MeasureAsync(settings, Plan(verify, requests, callers), parts, cancellationToken)));
        return new("Verify", "Signature, terms and a simulation of the transfer on the chain.", rows);
    }

    private static LoadPlan Plan(Uri target, byte[][] requests, int callers) =>
        new() { Targets = [target], Callers = callers, Requests = requests, Repeats = true, Status = 200, Contains = "\"isValid\":true" };

    private static async Task<LoadPlan> FloorAsync(Stage stage, int callers, CancellationToken cancellationToken)
    {
        var signed = await stage.Payers.AuthorizeAsync(stage.Payers.Requirements, Distinct, cancellationToken);
        byte[][] requests = Array.ConvertAll(signed, payload => RawRequest.Post(stage.Chain.RpcUrl, CallOf(stage, payload)));
        return new() { Targets = [stage.Chain.RpcUrl], Callers = callers, Requests = requests, Repeats = true, Status = 200, Contains = "\"result\"" };
    }

    private static byte[] CallOf(Stage stage, Eip3009Payload signed)
    {
        var payment = new ExactEvmPayment
        {
            Network = stage.Chain.Network,
            Asset = stage.Chain.TokenAddress,
            Domain = new(stage.Chain.Token.Eip712Name!, stage.Chain.Token.Eip712Version, stage.Chain.ChainId, stage.Chain.TokenAddress),
            Authorization = signed.Authorization,
            Signature = signed.Signature,
        };
        var call = new TransferSimulation(payment, multicall: true, deploys: false, 2_000_000).Call;
        return Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","id":0,"method":"{{call.Method}}","params":{{Encoding.ASCII.GetString(call.Parameters.Span)}}}""");
    }

    private static async Task<Measurement> MeasureAsync(MacroSettings settings, LoadPlan plan, IReadOnlyList<Part> parts, CancellationToken cancellationToken)
    {
        await LoadGenerator.RunAsync(plan with { Duration = settings.WarmUp }, cancellationToken);
        var runs = new List<Measurement>();
        for (var i = 0; i < settings.Runs; i++)
            runs.Add(await Meter.MeasureAsync(plan with { Duration = settings.Duration }, parts, cancellationToken));
        return Meter.MedianOf(runs);
    }
}
