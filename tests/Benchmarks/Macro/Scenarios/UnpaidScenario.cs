using System.Globalization;
using Benchmarks.Macro.Hosts;
using Benchmarks.Macro.Load;
using Benchmarks.Macro.Report;
using Benchmarks.Macro.World;

namespace Benchmarks.Macro.Scenarios;

/// <summary>How fast an offer is answered, compared with an endpoint that answers the same bytes and knows nothing.</summary>
internal sealed class UnpaidScenario : IScenario
{
    private const int Callers = 64;

    public string Name => "402";

    public async Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken)
    {
        await using var stage = await Stage.SetAsync(null, cancellationToken);
        var facilitator = await stage.StartFacilitatorAsync(native: false, cancellationToken);
        var table = new LoadTable();

        var host = stage.Keep(await StartHostAsync(stage, facilitator.Url, cancellationToken));
        Part[] hostPart = [new("server", host.Id), Stage.Driver];
        table.Add("plain Kestrel endpoint, same bytes", await MeasureAsync(settings, new(host.Url, "/plain"), hostPart, cancellationToken), Role.Floor);
        table.Add("payment gate, same program", await MeasureAsync(settings, new(host.Url, "/paid"), hostPart, cancellationToken), Role.Ours);
        var plainBytes = await AllocatedPerRequestAsync(host.Url, "/plain", cancellationToken);
        var gateBytes = await AllocatedPerRequestAsync(host.Url, "/paid", cancellationToken);

        foreach (var (native, name) in settings.Builds)
        {
            await using var shop = await stage.StartShopAsync(facilitator.Url, native, cancellationToken);
            table.Add($"resource server, {name}", await MeasureAsync(settings, new(shop.Url, "/weather/london"), [new("server", shop.Id), Stage.Driver], cancellationToken));
        }
        if (settings.WithOthers)
            await AddReferenceAsync(settings, stage, facilitator.Url, table, cancellationToken);
        return table.ToSection(
            "Unpaid request: 402 with the offer",
            string.Create(CultureInfo.InvariantCulture, $"{Callers} callers. The gate allocates {gateBytes - plainBytes:0} bytes per request beyond the {plainBytes:0} of the plain endpoint. Both, and the service, answer the offer of version 2 in a header and of version 1 in the body."));
    }

    private static async Task AddReferenceAsync(MacroSettings settings, Stage stage, Uri facilitator, LoadTable table, CancellationToken cancellationToken)
    {
        await using var reference = await ReferenceStack.PrepareAsync(stage.Chain, cancellationToken);
        await using var shop = await reference.StartShopAsync(facilitator, cancellationToken);
        using var http = new HttpClient();
        using var offer = await http.GetAsync(new Uri(shop.Url, "/joke"), cancellationToken);
        await using var plain = await reference.StartPlainAsync(offer.Headers.GetValues("PAYMENT-REQUIRED").Single(), await offer.Content.ReadAsStringAsync(cancellationToken), cancellationToken);
        table.Add("plain Express endpoint, its bytes", await MeasureAsync(settings, new(plain.Url, "/plain"), [new("server", plain.Id), Stage.Driver], cancellationToken));
        table.Add("reference middleware", await MeasureAsync(settings, new(shop.Url, "/joke"), [new("server", shop.Id), Stage.Driver], cancellationToken), Role.Reference);
    }

    private static Task<Measurement> MeasureAsync(MacroSettings settings, Uri url, IReadOnlyList<Part> parts, CancellationToken cancellationToken) =>
        Meter.MeasureAsync(settings, PlanFor(url), parts, cancellationToken);

    private static LoadPlan PlanFor(Uri url) => new() { Targets = [url], Callers = Callers, Requests = [RawRequest.Get(url)], Repeats = true, Status = 402 };

    private static Task<ScriptOrHost> StartHostAsync(Stage stage, Uri facilitator, CancellationToken cancellationToken) =>
        ScriptOrHost.StartAsync(Environment.ProcessPath!, [GateHost.Command], stage.ShopSettings(facilitator), cancellationToken);

    private static async Task<double> AllocatedPerRequestAsync(Uri root, string path, CancellationToken cancellationToken)
    {
        const int requests = 20_000;
        var url = new Uri(root, path);
        var plan = PlanFor(url) with { Repeats = false, Callers = 1, Requests = [.. Enumerable.Repeat(RawRequest.Get(url), requests)] };
        using var http = new HttpClient();
        var before = await ReadAsync();
        await LoadGenerator.RunAsync(plan, cancellationToken);
        return (await ReadAsync() - before) / requests;

        async Task<double> ReadAsync() => double.Parse(await http.GetStringAsync(new Uri(root, "/allocated"), cancellationToken), CultureInfo.InvariantCulture);
    }
}
