using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>Everything that settles payments on one chain, put together and kept running.</summary>
internal sealed class SettlementNetwork : IDisposable
{
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_later = TimeSpan.FromSeconds(5);

    private readonly ChainContext _chain;
    private readonly IReadOnlyList<IRelayerSigner> _signers;
    private readonly ChainWatcher _watcher;
    private readonly RelayerKeeper _keeper;
    private readonly SettlementReconciler _reconciler;
    private readonly SettlementDesk _desk;

    public SettlementNetwork(ChainContext chain, IRelayerLeases leases, IReadOnlyList<IRelayerSigner> signers)
    {
        (_chain, _signers) = (chain, signers);
        var evidence = new EvidenceFinder(chain.Witnesses, chain.Options.LogLookback);
        var broadcaster = new Broadcaster(chain.Rpc, chain.Logger);
        var judge = new SettlementJudge(chain, evidence);
        _watcher = new(chain, judge, new TransactionMinder(chain, judge, broadcaster));
        _keeper = new(chain, leases, signers, new FeeOracle(chain.Rpc, chain.Options, chain.Time), broadcaster, _watcher);
        _reconciler = new(chain, _keeper, _watcher, judge);
        _desk = new(chain, evidence, () => _keeper.Relayers.Count > 0, IsOutOfGasMoneyAsync);
    }

    public string Name => _chain.Network;

    public IEnumerable<EvmAddress> RelayerAddresses => _signers.Select(static signer => signer.Address);

    public IReadOnlyList<Relayer> Relayers => _keeper.Relayers;

    public ChainWatcher Watcher => _watcher;

    public int Waiting => _chain.Queue.Count;

    /// <summary>Whether none of the relayers that work in this process can pay for a transaction. Those of other processes are theirs to know.</summary>
    public bool IsOutOfGasMoney => Relayers is { Count: > 0 } relayers && relayers.All(static relayer => relayer.Funds.IsEmpty);

    /// <summary>Whether the nodes belong to another chain than the configuration says.</summary>
    public bool IsWrongChain { get; private set; }

    public ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) =>
        _chain.Schemes[request.Requirements.Scheme].VerifyAsync(request, cancellationToken);

    public async Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        if (!IsWrongChain)
            return await _desk.SettleAsync(_chain.Schemes[request.Requirements.Scheme], request, cancellationToken);
        return new() { Success = false, ErrorReason = PaymentReasons.NetworkUnavailable.Code, ErrorMessage = PaymentReasons.Explain(PaymentReasons.NetworkUnavailable.Code), Transaction = "", Network = Name };
    }

    /// <summary>Runs until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await KeepRunningAsync(IdentifyAsync, "the look at the chain", cancellationToken);
        if (IsWrongChain || cancellationToken.IsCancellationRequested)
            return;
        Log.NetworkReady(_chain.Logger, Name, string.Join(", ", RelayerAddresses), _chain.FinalityDepth, _chain.Identity.HasMulticall ? _chain.Options.BatchSize : 1);
        await Task.WhenAll(
            KeepRunningAsync(_watcher.RunAsync, "the watcher", cancellationToken),
            KeepRunningAsync(_keeper.RunAsync, "the keeper of relayers", cancellationToken),
            KeepRunningAsync(_reconciler.RunAsync, "the reconciler", cancellationToken),
            KeepRunningAsync(FindMulticallAsync, "the look for Multicall3", cancellationToken));
    }

    public void Dispose()
    {
        _watcher.Dispose();
        foreach (var signer in _signers)
            (signer as IDisposable)?.Dispose();
    }

    private async ValueTask<bool> IsOutOfGasMoneyAsync(CancellationToken cancellationToken)
    {
        if (!IsOutOfGasMoney)
            return false;
        foreach (var relayer in Relayers)
        {
            if (!await relayer.Funds.IsEmptyAsync(cancellationToken))
                return false;
        }
        return true;
    }

    // On a development chain the contract may come after us.
    private async Task FindMulticallAsync(CancellationToken cancellationToken)
    {
        while (!_chain.Identity.HasMulticall)
        {
            await Task.Delay(s_later, _chain.Time, cancellationToken);
            var code = EvmRpcCalls.Code(Multicall3.Address);
            try
            {
                await _chain.Rpc.SendAsync([code], cancellationToken);
            }
            catch (EvmRpcException)
            {
                continue;
            }
            if (code.Error is null && code.Result.Length > 0)
                _chain.Identity = _chain.Identity with { HasMulticall = true };
        }
    }

    // One part's mistake must not end the process, which holds other people's money in flight. A part that returns has done its work.
    private async Task KeepRunningAsync(Func<CancellationToken, Task> part, string name, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await part(cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.PartFailed(_chain.Logger, exception, Name, name);
                await Task.Delay(s_again, _chain.Time, cancellationToken);
            }
        }
    }

    private async Task IdentifyAsync(CancellationToken cancellationToken)
    {
        while (!await TryIdentifyAsync(cancellationToken) && !IsWrongChain)
            await Task.Delay(s_again, _chain.Time, cancellationToken);
    }

    private async Task<bool> TryIdentifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var chainId = EvmRpcCalls.ChainId();
            var client = EvmRpcCalls.Custom("web3_clientVersion", "[]", static result => result.GetString() ?? "");
            var first = EvmRpcCalls.Block(BlockTag.Number(0));
            var multicall = EvmRpcCalls.Code(Multicall3.Address);
            await _chain.Rpc.SendAsync([chainId, client, first, multicall], cancellationToken);
            if (chainId.Result != _chain.ChainId)
            {
                IsWrongChain = true;
                Log.WrongChain(_chain.Logger, Name, chainId.Result);
                return false;
            }
            var name = client.Error is null ? client.Result : "";
            var isDevelopment = name.StartsWith("anvil", StringComparison.OrdinalIgnoreCase) || name.StartsWith("hardhat", StringComparison.OrdinalIgnoreCase);
            var sequence = isDevelopment && first.Result is { } block ? $"{Name}@{block.Hash.ToString()[2..10]}" : Name;
            _chain.Identity = new(isDevelopment, sequence, multicall.Result.Length > 0);
            return true;
        }
        catch (EvmRpcException exception)
        {
            Log.ChainUnreachable(_chain.Logger, Name, exception.Message);
            return false;
        }
    }
}
