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
    private const int Many = 64;
    private static readonly int[] s_callers = [16, Many];

    public string Name => "verify";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(TimeSpan.FromSeconds(1), cancellationToken);
        var bodies = await stage.Payers.SignRequestsAsync(Distinct, cancellationToken);
        var table = new LoadTable();
        if (settings.WithOthers)
        {
            foreach (var callers in s_callers)
                table.Add($"floor: one eth_call each, {callers} callers", await Meter.MeasureAsync(settings, await FloorAsync(stage, callers, cancellationToken), [stage.ChainPart, Stage.Driver], cancellationToken), callers == Many ? Role.Floor : Role.Detail);
        }
        foreach (var (native, name) in settings.Builds)
        {
            await using var facilitator = await stage.StartFacilitatorAsync(native, cancellationToken);
            var rate = await AddAsync(settings, stage, table, $"facilitator, {name}", facilitator.Url, facilitator.Id, bodies, settings.WithOthers ? s_callers : [Many], Role.Ours, cancellationToken);
            if (settings.WithOthers)
            {
                var half = PlanFor(new(facilitator.Url, "/verify"), bodies, Many) with { Rate = rate / 2 };
                table.Add($"facilitator, {name}, at half of that load", await Meter.MeasureAsync(settings, half, [new("facilitator", facilitator.Id), stage.ChainPart, Stage.Driver], cancellationToken), inChart: false);
            }
        }
        if (settings.WithOthers)
        {
            await using var reference = await ReferenceStack.PrepareAsync(stage.Chain, cancellationToken);
            await using var facilitator = await reference.StartFacilitatorAsync(cancellationToken);
            await AddAsync(settings, stage, table, "reference facilitator", facilitator.Url, facilitator.Id, bodies, s_callers, Role.Reference, cancellationToken);
        }
        return table.ToSection(
            "Verify: a payment judged and simulated on the chain",
            $"`POST /verify` with {Distinct} different payments in turn, on a chain (Anvil) that makes a block per second. Signature, terms and the effect of the transfer on the recipient's balance are checked each time; nothing is remembered.");
    }

    private static async Task<double> AddAsync(
        MacroSettings settings, Stage stage, LoadTable table, string who, Uri url, int processId, byte[][] bodies, IReadOnlyList<int> callers, Role role, CancellationToken cancellationToken)
    {
        var rate = 0.0;
        foreach (var count in callers)
        {
            var measured = await Meter.MeasureAsync(settings, PlanFor(new(url, "/verify"), bodies, count), [new("facilitator", processId), stage.ChainPart, Stage.Driver], cancellationToken);
            table.Add($"{who}, {count} callers", measured, count == Many ? role : Role.Detail);
            rate = measured.Load.PerSecond;
        }
        return rate;
    }

    private static LoadPlan PlanFor(Uri url, byte[][] bodies, int callers) => new()
    {
        Targets = [url],
        Callers = callers,
        Requests = Array.ConvertAll(bodies, body => RawRequest.Post(url, body)),
        Repeats = true,
        Status = 200,
        Contains = "\"isValid\":true",
    };

    private static async Task<LoadPlan> FloorAsync(Stage stage, int callers, CancellationToken cancellationToken)
    {
        var signed = await stage.Payers.AuthorizeAsync(stage.Payers.Requirements, Distinct, cancellationToken);
        byte[][] requests = Array.ConvertAll(signed, payload => RawRequest.Post(stage.Chain.RpcUrl, SimulationOf(stage, payload)));
        return new() { Targets = [stage.Chain.RpcUrl], Callers = callers, Requests = requests, Repeats = true, Status = 200, Contains = "\"result\"" };
    }

    private static byte[] SimulationOf(Stage stage, Eip3009Payload signed)
    {
        var payment = new ExactEvmPayment
        {
            Network = stage.Chain.Network,
            Asset = stage.Chain.TokenAddress,
            Domain = new(stage.Chain.Token.Eip712Name!, stage.Chain.Token.Eip712Version, stage.Chain.ChainId, stage.Chain.TokenAddress),
            Authorization = signed.Authorization,
            Signature = signed.Signature,
        };
        var call = new TransferSimulation(payment, multicall: true, deploys: false, new ExactEvmVerifierOptions().SimulationGas).Call;
        return Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","id":0,"method":"{{call.Method}}","params":{{Encoding.ASCII.GetString(call.Parameters.Span)}}}""");
    }
}
