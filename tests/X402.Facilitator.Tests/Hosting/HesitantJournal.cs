using X402.Payments;
using X402.Settlement;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>A journal that takes its time before it calls a settlement confirmed, so that a relayer that may sign another one does so first.</summary>
internal sealed class HesitantJournal(ISettlementJournal inner) : ISettlementJournal
{
    private static readonly TimeSpan s_hesitation = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _signedAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _signed;

    public async ValueTask<IReadOnlyList<SettlementRecord?>> AdvanceAsync(IReadOnlyList<SettlementAdvance> advances, CancellationToken cancellationToken)
    {
        if (advances.Any(static advance => advance.To == SettlementState.Confirmed))
            await Task.WhenAny(_signedAgain.Task, Task.Delay(s_hesitation, cancellationToken));
        return await inner.AdvanceAsync(advances, cancellationToken);
    }

    public async ValueTask<SigningResult> SignAsync(RelayerTransaction transaction, long fence, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await inner.SignAsync(transaction, fence, at, cancellationToken);
        if (Interlocked.Increment(ref _signed) > 1)
            _signedAgain.TrySetResult();
        return result;
    }

    public ValueTask<SettlementAcceptance> AcceptAsync(SettlementRecord settlement, CancellationToken cancellationToken) => inner.AcceptAsync(settlement, cancellationToken);

    public ValueTask<SettlementRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public ValueTask<RelayerTransaction?> AddVariantAsync(RelayerTransactionId id, SignedVariant variant, long fence, CancellationToken cancellationToken) =>
        inner.AddVariantAsync(id, variant, fence, cancellationToken);

    public ValueTask CloseAsync(RelayerTransactionId id, string? mined, CancellationToken cancellationToken) => inner.CloseAsync(id, mined, cancellationToken);

    public ValueTask<RelayerTransaction?> FindTransactionAsync(RelayerTransactionId id, CancellationToken cancellationToken) => inner.FindTransactionAsync(id, cancellationToken);

    public IAsyncEnumerable<RelayerTransaction> ListOpenTransactionsAsync(string network, string relayer, CancellationToken cancellationToken) =>
        inner.ListOpenTransactionsAsync(network, relayer, cancellationToken);

    public ValueTask<ulong?> FindLastNonceAsync(string network, string relayer, CancellationToken cancellationToken) => inner.FindLastNonceAsync(network, relayer, cancellationToken);

    public IAsyncEnumerable<SettlementRecord> QueryAsync(SettlementQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

    public ValueTask<SettlementRecord?> WaitAsync(PaymentId id, long version, TimeSpan timeout, CancellationToken cancellationToken) => inner.WaitAsync(id, version, timeout, cancellationToken);
}
