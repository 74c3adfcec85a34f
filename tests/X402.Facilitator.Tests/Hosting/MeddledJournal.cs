using X402.Payments;
using X402.Settlement;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>A real journal with which a test meddles.</summary>
internal sealed class MeddledJournal(ISettlementJournal inner) : ISettlementJournal
{
    /// <summary>Waited for before steps are written.</summary>
    public Func<IReadOnlyList<SettlementAdvance>, Task>? Advancing { get; init; }

    /// <summary>Waited for before a settlement is looked for.</summary>
    public Func<Task>? Finding { get; init; }

    /// <summary>Called before a transaction is closed.</summary>
    public Action? Closing { get; init; }

    /// <summary>What is answered to a signed transaction instead of storing it.</summary>
    public Func<SigningOutcome?>? Signing { get; init; }

    /// <summary>A nonce that it claims to have stored a transaction for, if it has none above.</summary>
    public ulong? LastNonce { get; init; }

    /// <summary>How many signed transactions it has stored.</summary>
    public int Signed { get; private set; }

    public async ValueTask<IReadOnlyList<SettlementRecord?>> AdvanceAsync(IReadOnlyList<SettlementAdvance> advances, CancellationToken cancellationToken)
    {
        if (Advancing is { } advancing)
            await advancing(advances);
        return await inner.AdvanceAsync(advances, cancellationToken);
    }

    public async ValueTask<SigningResult> SignAsync(RelayerTransaction transaction, IReadOnlyList<long> versions, long fence, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (Signing?.Invoke() is { } outcome)
            return new(outcome, []);
        var result = await inner.SignAsync(transaction, versions, fence, at, cancellationToken);
        Signed++;
        return result;
    }

    public ValueTask<SettlementAcceptance> AcceptAsync(SettlementRecord settlement, CancellationToken cancellationToken) => inner.AcceptAsync(settlement, cancellationToken);

    public async ValueTask<SettlementRecord?> FindAsync(PaymentId id, CancellationToken cancellationToken)
    {
        if (Finding is { } finding)
            await finding();
        return await inner.FindAsync(id, cancellationToken);
    }

    public ValueTask<RelayerTransaction?> AddVariantAsync(RelayerTransactionId id, SignedVariant variant, long fence, CancellationToken cancellationToken) =>
        inner.AddVariantAsync(id, variant, fence, cancellationToken);

    public ValueTask CloseAsync(RelayerTransactionId id, string? mined, CancellationToken cancellationToken)
    {
        Closing?.Invoke();
        return inner.CloseAsync(id, mined, cancellationToken);
    }

    public ValueTask<RelayerTransaction?> FindTransactionAsync(RelayerTransactionId id, CancellationToken cancellationToken) => inner.FindTransactionAsync(id, cancellationToken);

    public IAsyncEnumerable<RelayerTransaction> ListOpenTransactionsAsync(string network, string relayer, CancellationToken cancellationToken) =>
        inner.ListOpenTransactionsAsync(network, relayer, cancellationToken);

    public async ValueTask<ulong?> FindLastNonceAsync(string network, string relayer, CancellationToken cancellationToken)
    {
        var stored = await inner.FindLastNonceAsync(network, relayer, cancellationToken);
        return LastNonce is null || stored > LastNonce ? stored : LastNonce;
    }

    public IAsyncEnumerable<SettlementRecord> QueryAsync(SettlementQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

    public ValueTask<SettlementRecord?> WaitAsync(PaymentId id, long version, TimeSpan timeout, CancellationToken cancellationToken) => inner.WaitAsync(id, version, timeout, cancellationToken);
}
