using X402.Evm.Rpc;
using X402.Money;

namespace X402.Evm.Settlement;

/// <summary>Whether a relayer can pay for its next transaction. What is on its way is counted at its highest price.</summary>
internal sealed class RelayerFunds(ChainContext chain, EvmAddress address)
{
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private UInt256 _reserved;
    private DateTimeOffset _readAt;

    /// <summary>What the account had when it was last asked, in wei.</summary>
    public UInt256? Balance { get; private set; }

    /// <summary>Reserves the cost of a transaction.</summary>
    /// <returns>Whether the account covers it besides what is on its way.</returns>
    public async ValueTask<bool> CoverAsync(ulong gas, GasFees fees, CancellationToken cancellationToken)
    {
        var cost = fees.MaxFeePerGas * gas;
        var now = chain.Time.GetUtcNow();
        if (Balance is not null && now - _readAt <= s_freshness && TryReserve(cost))
            return true;
        var balance = await chain.Rpc.SendAsync(EvmRpcCalls.Balance(address), cancellationToken);
        (Balance, _readAt) = (balance, now);
        if (TryReserve(cost))
            return true;
        Log.RelayerEmpty(chain.Logger, chain.Network, address, balance.ToString());
        return false;
    }

    /// <summary>Ends a reservation.</summary>
    public void Release(ulong gas, GasFees fees)
    {
        var cost = fees.MaxFeePerGas * gas;
        lock (_gate)
            _reserved = _reserved > cost ? _reserved - cost : UInt256.Zero;
    }

    private bool TryReserve(UInt256 cost)
    {
        lock (_gate)
        {
            if (_reserved + cost > Balance!.Value)
                return false;
            _reserved += cost;
            return true;
        }
    }
}
