using X402.Evm.Rpc;
using X402.Money;

namespace X402.Evm.Settlement;

/// <summary>Whether a relayer can pay for its next transaction. What is on its way is counted at its highest price.</summary>
internal sealed class RelayerFunds(ChainContext chain, EvmAddress address)
{
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(5);

    // gas may have become cheaper since: after this time somebody may try again
    private static readonly TimeSpan s_refusal = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private UInt256? _balance;
    private ulong? _nextNonce;
    private readonly Dictionary<ulong, UInt256> _reservations = [];
    private UInt256 _reserved;
    private DateTimeOffset _readAt;
    private long _asked;
    private long _answered;
    private (UInt256 Cost, DateTimeOffset At)? _uncovered;

    /// <summary>What the account had when it was last asked, in wei.</summary>
    public UInt256? Balance
    {
        get
        {
            lock (_gate)
                return _balance;
        }
    }

    /// <summary>The first nonce that the chain had not seen used when it was last asked.</summary>
    public ulong? NextNonce
    {
        get
        {
            lock (_gate)
                return _nextNonce;
        }
    }

    /// <summary>Whether the account, with nothing on its way, did not cover a transaction a moment ago. Nobody then waits for this relayer.</summary>
    public bool IsEmpty
    {
        get
        {
            var now = chain.Time.GetUtcNow();
            lock (_gate)
                return _uncovered is var (cost, at) && now - at < s_refusal && (_balance is not { } balance || cost > balance);
        }
    }

    /// <summary>As <see cref="IsEmpty"/>, but an empty account is asked for first: a refill counts at once.</summary>
    public async ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        if (!IsEmpty)
            return false;
        await WatchAsync(cancellationToken);
        return IsEmpty;
    }

    /// <summary>Keeps the balance known while the relayer has nothing to do, for those who watch it. A node that does not answer is no news.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is EvmRpcException or OperationCanceledException)
        {
            // asked again in the next round, and in any case before money is spent
        }
    }

    /// <summary>Reserves the cost of a new transaction, and notes it where that cannot be.</summary>
    /// <returns>Whether the account covers it besides what is on its way.</returns>
    public async ValueTask<bool> CoverAsync(ulong nonce, ulong gas, GasFees fees, CancellationToken cancellationToken)
    {
        var cost = fees.MaxFeePerGas * gas;
        var now = chain.Time.GetUtcNow();
        if (await ReserveAsync(nonce, cost, cancellationToken))
            return true;
        // said once: it is tried again several times a second
        if (!IsEmpty)
            Log.RelayerEmpty(chain.Logger, chain.Network, address, $"{Balance}");
        lock (_gate)
            _uncovered = (cost, now);
        return false;
    }

    /// <summary>Reserves what a transaction may cost, in the place of what was reserved for it before.</summary>
    /// <returns>Whether the account covers it besides the others that are on their way; otherwise nothing changes.</returns>
    public async ValueTask<bool> ReserveAsync(ulong nonce, UInt256 cost, CancellationToken cancellationToken)
    {
        var readSince = chain.Time.GetUtcNow() - s_freshness;
        if (TryReserve(nonce, cost, readSince))
            return true;
        await ReadAsync(cancellationToken);
        return TryReserve(nonce, cost, readSince);
    }

    /// <summary>What is reserved for a transaction; zero when nothing is.</summary>
    public UInt256 ReservedFor(ulong nonce)
    {
        lock (_gate)
            return _reservations.GetValueOrDefault(nonce);
    }

    /// <summary>Goes back to what was reserved before.</summary>
    public void Restore(ulong nonce, UInt256 cost)
    {
        lock (_gate)
            Set(nonce, cost);
    }

    /// <summary>Ends a reservation.</summary>
    public void Release(ulong nonce) => Restore(nonce, UInt256.Zero);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var (number, now) = (Interlocked.Increment(ref _asked), chain.Time.GetUtcNow());
        var balance = EvmRpcCalls.Balance(address);
        var nonce = EvmRpcCalls.TransactionCount(address);
        await chain.Rpc.SendAsync([balance, nonce], cancellationToken);
        lock (_gate)
        {
            // answers overtake each other: a late one must not hide a newer one
            if (number > _answered)
                (_answered, _balance, _nextNonce, _readAt) = (number, balance.Result, nonce.Error is null ? nonce.Result : _nextNonce, now);
        }
    }

    private bool TryReserve(ulong nonce, UInt256 cost, DateTimeOffset readSince)
    {
        lock (_gate)
        {
            if (_balance is not { } balance || _readAt < readSince || _reserved - _reservations.GetValueOrDefault(nonce) + cost > balance)
                return false;
            Set(nonce, cost);
            return true;
        }
    }

    private void Set(ulong nonce, UInt256 cost)
    {
        _reserved = _reserved - _reservations.GetValueOrDefault(nonce) + cost;
        if (cost.IsZero)
            _reservations.Remove(nonce);
        else
            _reservations[nonce] = cost;
    }
}
