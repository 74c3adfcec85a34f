using System.Collections.Concurrent;
using X402.Evm.Rpc;
using X402.Ledger;
using X402.Payments;

namespace X402.Evm.Settlement;

/// <summary>
/// Keeps the trouble about one settlement from all others: a token chooses what its calls and events answer, and nobody else's payment may wait for
/// that. What cannot be found out now is asked again later, each for itself and less often every time. Thread-safe.
/// </summary>
internal sealed class Setbacks(ChainContext chain)
{
    private const int SweepAt = 10_000;
    private static readonly TimeSpan s_forgotten = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<PaymentId, Patience> _patience = new();

    /// <summary>Whether a settlement is to be left alone for now.</summary>
    public bool IsWaiting(PaymentId id) => _patience.TryGetValue(id, out var patience) && !patience.IsOver(chain.Time.GetUtcNow());

    /// <summary>How often in a row nothing was found out about it.</summary>
    public int CountOf(PaymentId id) => _patience.TryGetValue(id, out var patience) ? patience.Setbacks : 0;

    /// <summary>Tries to find something out about one settlement.</summary>
    /// <param name="id">The settlement.</param>
    /// <param name="attempt">Returns whether something definite was found; <see langword="null"/> where nothing was asked.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="EvmRpcException">No node answers anything: that is no settlement's own trouble.</exception>
    public async Task TryAsync(PaymentId id, Func<Task<bool?>> attempt, CancellationToken cancellationToken)
    {
        Exception? problem = null;
        try
        {
            switch (await attempt())
            {
                case true:
                    _patience.TryRemove(id, out _);
                    return;
                case null:
                    return;
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or LedgerUnavailableException))
        {
            problem = exception;
        }
        if (problem is EvmRpcException)
            await chain.Rpc.SendAsync(EvmRpcCalls.BlockNumber(), cancellationToken);
        var now = chain.Time.GetUtcNow();
        Sweep(now);
        var wait = _patience.GetOrAdd(id, static _ => new()).Begin(now);
        Log.SettlementUnclear(chain.Logger, problem is EvmRpcException ? null : problem, id.ToString(), problem?.Message ?? "the answers prove nothing", wait.TotalSeconds);
    }

    // those that another process has finished meanwhile
    private void Sweep(DateTimeOffset now)
    {
        if (_patience.Count < SweepAt)
            return;
        foreach (var (id, patience) in _patience)
        {
            if (patience.IsOver(now - s_forgotten))
                _patience.TryRemove(id, out _);
        }
    }
}
