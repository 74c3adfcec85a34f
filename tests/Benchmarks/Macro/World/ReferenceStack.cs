using Benchmarks.Macro.Load;
using X402.Interop.Tests.Support;
using X402.TestSupport.Chain;

namespace Benchmarks.Macro.World;

/// <summary>The reference packages from npm, the same ones against which interoperation is tested.</summary>
internal sealed class ReferenceStack : IAsyncDisposable
{
    private readonly AnvilProcess _chain;
    private readonly DirectoryInfo _scripts;

    private ReferenceStack(AnvilProcess chain, DirectoryInfo scripts) => (_chain, _scripts) = (chain, scripts);

    public static async Task<ReferenceStack> PrepareAsync(AnvilProcess chain, CancellationToken cancellationToken) =>
        new(chain, await NodePackages.PrepareAsync(cancellationToken));

    public Task<ScriptOrHost> StartFacilitatorAsync(CancellationToken cancellationToken) => StartAsync("facilitate.mjs", null, null, cancellationToken);

    public Task<ScriptOrHost> StartShopAsync(Uri facilitator, CancellationToken cancellationToken) => StartAsync("sell-v2.mjs", facilitator, null, cancellationToken);

    /// <summary>Express that answers bytes and does nothing else.</summary>
    public Task<ScriptOrHost> StartPlainAsync(string header, string body, CancellationToken cancellationToken) =>
        StartAsync("plain.mjs", null, new Dictionary<string, string?> { ["HEADER"] = header, ["BODY"] = body }, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _scripts.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task<ScriptOrHost> StartAsync(string script, Uri? facilitator, IReadOnlyDictionary<string, string?>? more, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string?>
        {
            ["NODE_ENV"] = "production",
            ["NETWORK"] = _chain.Network.ToString(),
            ["PAY_TO"] = _chain.Accounts[1].Address.ToString(),
            ["FACILITATOR"] = facilitator?.GetLeftPart(UriPartial.Authority),
            ["CHAIN"] = _chain.RpcUrl.AbsoluteUri,
            // not our facilitator's relayer: two programs cannot count one account's transactions
            ["RELAYER_KEY"] = _chain.Accounts[6].PrivateKey,
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string?>())
            environment[name] = value;
        return ScriptOrHost.StartAsync(NodePackages.Node, [Path.Combine(_scripts.FullName, script)], environment, cancellationToken);
    }
}
