using Microsoft.Extensions.Logging.Abstractions;
using X402.Assets;
using X402.Evm.Rpc;
using X402.Evm.Settlement;
using X402.Networks;
using X402.Payments;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>
/// The parts of a settlement engine around nodes that the test writes. None of them runs before the test says so: it takes single steps, by a clock of
/// its own if it likes, or lets the loops run, by the real one.
/// </summary>
internal sealed partial class EngineBench : IAsyncDisposable
{
    private const string Network = "eip155:84532";

    private static readonly NetworkId s_network = NetworkId.Parse(Network);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private readonly List<Relayer> _relayers = [];
    private readonly Broadcaster _broadcaster;
    private readonly FeeOracle _fees;
    private readonly PrivateKeyRelayerSigner _signer;

    /// <param name="options">The network's options.</param>
    /// <param name="time">The clock; the real one where none is given.</param>
    /// <param name="nodes">The first is asked, and all of them have to agree. Where none is given there is one.</param>
    /// <param name="isIdentified">Whether the chain has been looked at.</param>
    public EngineBench(EvmNetworkOptions? options = null, TimeProvider? time = null, IReadOnlyList<FakeNode>? nodes = null, bool isIdentified = true)
    {
        options ??= new();
        options.BlockTime ??= TimeSpan.FromMilliseconds(200);
        time ??= TimeProvider.System;
        nodes ??= [new(time)];
        Node = nodes[0];
        Leases = new(time);
        Scheme = ExactOf(Node, time);
        Schemes = new() { [Scheme.Scheme] = Scheme };
        Chain = new()
        {
            Network = Network,
            ChainId = 84532,
            Options = options,
            Rpc = Node,
            Witnesses = new(nodes, nodes.Count),
            Journal = new InMemorySettlementJournal(time, Leases),
            Schemes = Schemes,
            Time = time,
            Logger = NullLogger.Instance,
            GasBudget = new(options, time, NullLogger.Instance),
            Queue = new(time),
        };
        if (isIdentified)
            Chain.Identity = new(IsDevelopment: false, Network, HasMulticall: true);
        _broadcaster = new(Node, NullLogger.Instance);
        _fees = new(Node, options, time);
        Evidence = new(Chain.Witnesses, options.LogLookback);
        Judge = new(Chain, Evidence);
        Minder = new(Chain, Judge, _broadcaster);
        Watcher = new(Chain, Judge, Minder);
        Assert.True(PrivateKeyRelayerSigner.TryCreate(new string('7', 64), out var signer));
        _signer = signer;
    }

    public FakeNode Node { get; }

    public InMemoryRelayerLeases Leases { get; }

    /// <summary>The exact scheme as it is.</summary>
    public IEvmSettlementScheme Scheme { get; }

    /// <summary>The schemes as the engine sees them.</summary>
    public Dictionary<string, IEvmSettlementScheme> Schemes { get; }

    public ChainContext Chain { get; }

    public EvidenceFinder Evidence { get; }

    public SettlementJudge Judge { get; }

    public TransactionMinder Minder { get; }

    public ChainWatcher Watcher { get; }

    public ISettlementJournal Journal => Chain.Journal;

    public TimeProvider Time => Chain.Time;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is known of a newest block when a part is asked by hand: its number.</summary>
    public static BlockHeader HeadAt(ulong number) => new(number, default, default, 0, 0, 0);

    /// <summary>Lets the watcher watch.</summary>
    public void Watch() => _running.Add(LoopAsync(Watcher.RunAsync));

    /// <summary>Lets the reconciler of a process without relayers look after what nobody works on.</summary>
    public void Reconcile()
    {
        var keeper = new RelayerKeeper(Chain, Leases, [], _fees, _broadcaster, Watcher);
        _running.Add(LoopAsync(new SettlementReconciler(Chain, keeper, Watcher, Judge).RunAsync));
    }

    /// <summary>Lets a relayer work.</summary>
    public async Task<Relayer> EmployAsync()
    {
        var lease = await Leases.AcquireAsync(RelayerTransactionId.LeaseNameOf(Network, _signer.Address.ToLowerString()), "bench", TimeSpan.FromDays(1), Cancellation);
        var relayer = new Relayer(Chain, _signer, lease!, _fees, _broadcaster, Watcher);
        _relayers.Add(relayer);
        _running.Add(relayer.RunAsync(_stopping.Token));
        return relayer;
    }

    /// <summary>Adds a block, and another one, and waits each time until the watcher is through with it.</summary>
    public async Task MineAsync(int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            Node.Head++;
            await UntilAsync(() => Watcher.Head?.Number == Node.Head);
        }
    }

    /// <summary>Waits until a settlement is in a state.</summary>
    public async Task<SettlementRecord> UntilAsync(PaymentId id, SettlementState state)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(s_patience);
        var record = await FindAsync(id);
        while (record.State != state)
            record = (await Journal.WaitAsync(id, record.Version, s_patience, limit.Token))!;
        return record;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(s_patience);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        // a test that failed may have left some of them waiting for something
        await Task.WhenAll(_running).WaitAsync(s_patience, CancellationToken.None);
        _relayers.ForEach(static relayer => relayer.Dispose());
        Watcher.Dispose();
        _signer.Dispose();
        _stopping.Dispose();
    }

    private async Task LoopAsync(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // it has no other end
        }
    }

    private static ExactEvmSettlementScheme ExactOf(FakeNode node, TimeProvider time) => new(s_network, new(s_network, node, time, new()), AssetRegistry.Default);
}
