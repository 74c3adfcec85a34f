using X402.Ledger;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// Leases relayers to this process, one more each round, so that processes that start together share them; lets those go whose lease is lost.
/// </summary>
internal sealed class RelayerKeeper(ChainContext chain, IRelayerLeases leases, IReadOnlyList<IRelayerSigner> signers, FeeOracle fees, Broadcaster broadcaster, ChainWatcher watcher)
{
    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly Dictionary<IRelayerSigner, Active> _active = [];
    private volatile IReadOnlyList<Relayer> _relayers = [];

    /// <summary>The relayers that work in this process now.</summary>
    public IReadOnlyList<Relayer> Relayers => _relayers;

    /// <summary>Whether no other process can have one.</summary>
    public bool HoldsAll => _relayers.Count == signers.Count;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var third = chain.Options.RelayerLease / 3;
        try
        {
            while (true)
            {
                var rested = await RoundAsync(cancellationToken);
                // while there are free relayers, come back soon for the next one
                await Task.Delay(rested || third < TimeSpan.FromMilliseconds(250) ? third : TimeSpan.FromMilliseconds(250), chain.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await StopAsync();
        }
    }

    private async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var acquired = false;
        try
        {
            foreach (var (signer, active) in _active)
            {
                if (!active.Relayer.IsActive || !await leases.RenewAsync(active.Relayer.Lease, chain.Options.RelayerLease, cancellationToken))
                    await LetGoAsync(signer, active);
                else
                    // not awaited: a node that hangs must not cost the lease
                    _ = active.Relayer.Funds.WatchAsync(cancellationToken);
            }
            foreach (var signer in signers)
            {
                if (_active.ContainsKey(signer))
                    continue;
                var name = RelayerTransactionId.LeaseNameOf(chain.Identity.Sequence, signer.Address.ToLowerString());
                if (await leases.AcquireAsync(name, _owner, chain.Options.RelayerLease, cancellationToken) is { } lease)
                {
                    Begin(signer, lease);
                    acquired = true;
                    break;
                }
            }
        }
        catch (LedgerUnavailableException exception)
        {
            // the fence keeps a relayer harmless whose lease went to somebody else meanwhile
            Log.JournalUnavailable(chain.Logger, exception.Message, "the renewal of relayers");
        }
        _relayers = [.. _active.Values.Select(static active => active.Relayer)];
        return !acquired;
    }

    private void Begin(IRelayerSigner signer, RelayerLease lease)
    {
        var relayer = new Relayer(chain, signer, lease, fees, broadcaster, watcher);
        var stop = new CancellationTokenSource();
        _active.Add(signer, new(relayer, stop, Task.Run(() => relayer.RunAsync(stop.Token), CancellationToken.None)));
    }

    private async Task LetGoAsync(IRelayerSigner signer, Active active)
    {
        Log.LeaseLost(chain.Logger, chain.Network, active.Relayer.Address);
        _active.Remove(signer);
        await active.StopAsync(chain);
        // where the relayer itself gave up, so that anybody can begin anew
        await leases.ReleaseAsync(active.Relayer.Lease, CancellationToken.None);
    }

    private async Task StopAsync()
    {
        foreach (var active in _active.Values)
        {
            await active.StopAsync(chain);
            try
            {
                await leases.ReleaseAsync(active.Relayer.Lease, CancellationToken.None);
            }
            catch (LedgerUnavailableException)
            {
                // it ends by itself
            }
        }
        _active.Clear();
        _relayers = [];
    }

    private sealed record Active(Relayer Relayer, CancellationTokenSource Stop, Task Work)
    {
        public async Task StopAsync(ChainContext chain)
        {
            await Stop.CancelAsync();
            try
            {
                await Work;
            }
            catch (Exception exception)
            {
                Log.PartFailed(chain.Logger, exception, chain.Network, "a relayer");
            }
            Stop.Dispose();
            Relayer.Dispose();
        }
    }
}
