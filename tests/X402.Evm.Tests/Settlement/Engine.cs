using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using X402.Assets;
using X402.Evm.Schemes.Exact;
using X402.Evm.Settlement;
using X402.Networks;
using X402.Payments;
using X402.Protocol;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>The part of the settlement engine that looks at the chain, on nodes that the test writes.</summary>
internal sealed class Engine : IAsyncDisposable
{
    public const string Dollar = "0x1111111111111111111111111111111111111111";
    public const string OtherToken = "0x6666666666666666666666666666666666666666";

    private const string Network = "eip155:8453";
    private const string Payer = "0x2222222222222222222222222222222222222222";

    private readonly CancellationTokenSource _stopping = new();
    private Task? _watching;
    private Task? _reconciling;
    private ulong _nonce;

    public Engine(FakeNode node, EvmNetworkOptions? options = null, Witnesses? witnesses = null, Func<IEvmSettlementScheme, IEvmSettlementScheme>? meddle = null)
    {
        Node = node;
        options ??= new EvmNetworkOptions { FinalityDepth = 12 };
        options.BlockTime = TimeSpan.FromMilliseconds(200);
        (Chain, Leases) = ContextOf(node, options, new(IsDevelopment: false, Network, HasMulticall: false), witnesses, meddle);
        Judge = new(Chain, new EvidenceFinder(Chain.Witnesses, Chain.Options.LogLookback));
        var broadcaster = new Broadcaster(node, NullLogger.Instance);
        Watcher = new(Chain, Judge, new TransactionMinder(Chain, Judge, broadcaster));
        Keeper = new(Chain, Leases, [], new FeeOracle(node, Chain.Options, Chain.Time), broadcaster, Watcher);
    }

    public FakeNode Node { get; }

    public ChainContext Chain { get; }

    public InMemoryRelayerLeases Leases { get; }

    public SettlementJudge Judge { get; }

    public ChainWatcher Watcher { get; }

    public RelayerKeeper Keeper { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static (ChainContext Chain, InMemoryRelayerLeases Leases) ContextOf(
        FakeNode node, EvmNetworkOptions options, ChainIdentity? identity, Witnesses? witnesses = null, Func<IEvmSettlementScheme, IEvmSettlementScheme>? meddle = null)
    {
        var (time, network) = (TimeProvider.System, NetworkId.Parse(Network));
        var leases = new InMemoryRelayerLeases(time);
        var exact = new ExactEvmSettlementScheme(network, new ExactEvmVerifier(network, node, time, new ExactEvmVerifierOptions()), AssetRegistry.Default);
        var chain = new ChainContext
        {
            Network = Network,
            ChainId = 8453,
            Options = options,
            Rpc = node,
            Witnesses = witnesses ?? Witnesses.One(node),
            Journal = new InMemorySettlementJournal(time, leases),
            Schemes = new Dictionary<string, IEvmSettlementScheme> { [exact.Scheme] = meddle?.Invoke(exact) ?? exact },
            Time = time,
            Logger = NullLogger.Instance,
            GasBudget = new(options, time, NullLogger.Instance),
            Queue = new(time),
        };
        if (identity is not null)
            chain.Identity = identity;
        return (chain, leases);
    }

    /// <summary>A payment with a nonce of its own. Nobody has signed it, which the looks at the chain do not care about.</summary>
    public FacilitatorRequest Payment(string asset = Dollar, int maxTimeoutSeconds = 60)
    {
        var requirements = new PaymentRequirements
        {
            Scheme = "exact",
            Network = Network,
            Amount = "1000",
            Asset = asset,
            PayTo = "0x3333333333333333333333333333333333333333",
            MaxTimeoutSeconds = maxTimeoutSeconds,
            Extra = JsonElement.Parse("""{"name":"USDC","version":"2"}"""),
        };
        var until = DateTimeOffset.UtcNow.AddSeconds(maxTimeoutSeconds - 10).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var payload = $$"""{"signature":"0x{{new string('1', 128)}}1b","authorization":{"from":"{{Payer}}","to":"{{requirements.PayTo}}","value":"1000","validAfter":"0","validBefore":"{{until}}","nonce":"0x{{++_nonce:x64}}"} }""";
        return new(2, new PaymentPayload { X402Version = 2, Scheme = "exact", Network = Network, Payload = JsonElement.Parse(payload), Accepted = requirements }, requirements);
    }

    /// <summary>A transaction's hash.</summary>
    public static string Hash(int number) => $"0x7{number:x63}";

    public EvmSettlementCall CallOf(FacilitatorRequest payment) => Chain.Schemes["exact"].TryBuildCall(payment)!;

    /// <summary>Enters a payment that somebody else's transaction has made.</summary>
    public async Task<PaymentId> ConfirmAsync(FacilitatorRequest payment, EvmSettlementCall call, string transaction, ulong block)
    {
        var accepted = await AcceptAsync(payment, call);
        Node.Pay(payment, transaction, block);
        var paid = new SettlementAdvance { Id = call.Id, Version = accepted.Version, To = SettlementState.Confirmed, Transaction = transaction, BlockNumber = block, BlockHash = Node.HashOf(block), At = DateTimeOffset.UtcNow };
        Assert.NotNull((await Chain.Journal.AdvanceAsync([paid], Cancellation))[0]);
        return call.Id;
    }

    /// <summary>Accepts payments and watches the relayer's transaction that carries them.</summary>
    public async Task<PaymentId[]> SendAsync(string transaction, params FacilitatorRequest[] payments)
    {
        var now = DateTimeOffset.UtcNow;
        var versions = new List<long>();
        foreach (var payment in payments)
            versions.Add((await AcceptAsync(payment, CallOf(payment))).Version);
        var calls = payments.Select(CallOf).ToArray();
        var id = new RelayerTransactionId(Network, Payer, ++_nonce);
        var entry = new RelayerTransaction { Id = id, Settlements = [.. calls.Select(static call => call.Id)], Variants = [new(transaction, default, 1, 1, now)] };
        var signed = await Chain.Journal.SignAsync(entry, versions, 1, now, Cancellation);
        var items = calls.Select((call, i) => new SettlementItem(signed.Settlements[i], call)).ToArray();
        Watcher.Track(new(entry, items) { WasSent = true, SentAt = now, EvidenceAt = now });
        return [.. entry.Settlements];
    }

    /// <summary>Lets the watcher watch.</summary>
    public void Watch() => _watching ??= Watcher.RunAsync(_stopping.Token);

    /// <summary>Lets the reconciler look after what nobody works on.</summary>
    public void Reconcile() => _reconciling ??= new SettlementReconciler(Chain, Keeper, Watcher, Judge).RunAsync(_stopping.Token);

    /// <summary>Adds a block, and another one, and waits each time until the watcher is through with it.</summary>
    public async Task MineAsync(int blocks = 1)
    {
        for (var i = 0; i < blocks; i++)
        {
            Node.Head++;
            await UntilAsync(() => Watcher.Head?.Number == Node.Head);
        }
    }

    public async Task<SettlementRecord> FindAsync(PaymentId id) => (await Chain.Journal.FindAsync(id, Cancellation))!;

    /// <summary>Waits until a settlement is in a state.</summary>
    public async Task<SettlementRecord> UntilAsync(PaymentId id, SettlementState state)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var record = await FindAsync(id);
        while (record.State != state)
            record = (await Chain.Journal.WaitAsync(id, record.Version, TimeSpan.FromSeconds(20), limit.Token))!;
        return record;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var running in new[] { _watching, _reconciling })
        {
            if (running is not null)
                await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        }
        Watcher.Dispose();
        _stopping.Dispose();
    }

    private async Task<SettlementRecord> AcceptAsync(FacilitatorRequest payment, EvmSettlementCall call) => (await Chain.Journal.AcceptAsync(
        new() { Id = call.Id, Version = 1, State = SettlementState.Accepted, Request = payment, Payer = Payer, ValidBefore = call.ValidBefore, UpdatedAt = DateTimeOffset.UtcNow, History = [] },
        Cancellation)).Record;
}
