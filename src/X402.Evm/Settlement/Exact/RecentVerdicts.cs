using System.Collections.Concurrent;
using X402.Evm.Schemes.Exact;
using X402.Payments;

namespace X402.Evm.Settlement;

/// <summary>
/// The payments that were found valid a moment ago, simulation included, so that a settlement right behind its verification asks the chain once.
/// Each counts once and for a short time: about as long as passes anyway between a simulation and the block of the transaction. Thread-safe.
/// </summary>
/// <remarks>
/// The digest covers the domain, payer, recipient, amount, time and nonce. Payers that are contracts are simulated again in any case, where the
/// gas of their transaction is estimated.
/// </remarks>
internal sealed class RecentVerdicts(TimeProvider time)
{
    private const int Capacity = 5_000;
    private static readonly TimeSpan s_freshness = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<PaymentId, (Hash32 Digest, ReadOnlyMemory<byte> Signature, DateTimeOffset At)> _valid = new();
    private readonly ConcurrentQueue<PaymentId> _order = new();

    public int Count => _valid.Count;

    public void Remember(ExactEvmPayment payment)
    {
        if (payment.Deployment is not null || payment.Signature.Length != EvmSignature.Size)
            return;
        var (id, now) = (payment.Id, time.GetUtcNow());
        _valid[id] = (payment.Digest, payment.Signature, now);
        _order.Enqueue(id);
        // two are looked at for each that comes, so what is taken or too old leaves faster than new ones come
        for (var i = 0; i < 2 && _order.TryDequeue(out var old); i++)
        {
            if (!_valid.TryGetValue(old, out var valid))
                continue;
            if (now - valid.At > s_freshness || _order.Count >= Capacity)
                _valid.TryRemove(old, out _);
            else
                _order.Enqueue(old);
        }
    }

    /// <summary>Whether this very payment was valid a moment ago; asked once.</summary>
    public bool Take(ExactEvmPayment payment) =>
        _valid.TryRemove(payment.Id, out var valid)
        && time.GetUtcNow() - valid.At <= s_freshness
        && valid.Digest == payment.Digest && valid.Signature.Span.SequenceEqual(payment.Signature.Span);
}
