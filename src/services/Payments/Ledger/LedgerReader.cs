using X402.Ledger;
using X402.Payments;
using X402.Settlement;

namespace X402.Services.Payments.Ledger;

/// <summary>Reads the books themselves, which know what telemetry may have lost. Only reads; a store that is away is a state, not an error.</summary>
public sealed class LedgerReader(TimeProvider time, IPaymentLedger? ledger = null, ISettlementJournal? journal = null)
{
    private const int MostOpen = 200;
    // a store that is away is not waited for by everybody who looks
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(3);

    private static readonly PaymentState[] s_open = [PaymentState.Reserved, PaymentState.Verified, PaymentState.Fulfilled, PaymentState.Settling, PaymentState.Unknown, PaymentState.Serving, PaymentState.Owed];
    // a settlement in a block is at an end for whoever looks; the journal goes on watching for reorganisations
    private static readonly SettlementState[] s_unsettled = [SettlementState.Accepted, SettlementState.Signed, SettlementState.Broadcast, SettlementState.Unknown];

    private long _failed;

    /// <summary>Whether there are books to read.</summary>
    public bool IsAvailable => ledger is not null && journal is not null;

    /// <summary>Everything that is not at an end, oldest first; null: the store does not answer.</summary>
    public Task<IReadOnlyList<LedgerEntry>?> OpenAsync(CancellationToken cancellationToken) => AskAsync<IReadOnlyList<LedgerEntry>>(async () =>
    {
        var payments = await ListAsync(ledger!.QueryAsync(new PaymentQuery { States = s_open, Limit = MostOpen }, cancellationToken));
        var settlements = (await ListAsync(journal!.QueryAsync(new SettlementQuery { States = s_unsettled, Limit = MostOpen }, cancellationToken))).ToDictionary(static settlement => settlement.Id);
        var entries = new List<LedgerEntry>(payments.Count + settlements.Count);
        foreach (var payment in payments)
            entries.Add(new(payment.Id, payment, settlements.Remove(payment.Id, out var settlement) ? settlement : await journal.FindAsync(payment.Id, cancellationToken)));
        foreach (var settlement in settlements.Values)
            entries.Add(new(settlement.Id, await ledger.FindAsync(settlement.Id, cancellationToken), settlement));
        return [.. entries.OrderBy(static entry => entry.Since)];
    });

    /// <summary>What the books say of one payment; null: nothing, or the store does not answer.</summary>
    public Task<LedgerEntry?> FindAsync(string? paymentId, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        if (!PaymentId.TryParse(paymentId, out var id))
            return null;
        var (payment, settlement) = (await ledger!.FindAsync(id, cancellationToken), await journal!.FindAsync(id, cancellationToken));
        return payment is null && settlement is null ? null : new LedgerEntry(id, payment, settlement);
    });

    /// <summary>What the ledger holds and nobody has touched since a time, newest first; null: the store does not answer.</summary>
    internal Task<List<PaymentRecord>?> QuietSinceAsync(DateTimeOffset moment, int limit, CancellationToken cancellationToken) =>
        AskAsync<List<PaymentRecord>>(async () => await ListAsync(ledger!.QueryAsync(new PaymentQuery { UpdatedBefore = moment, Limit = limit }, cancellationToken)));

    private async Task<T?> AskAsync<T>(Func<Task<T?>> ask) where T : class
    {
        var failed = Interlocked.Read(ref _failed);
        if (!IsAvailable || (failed != 0 && time.GetElapsedTime(failed) < s_rest))
            return null;
        try
        {
            var answer = await ask();
            Interlocked.Exchange(ref _failed, 0);
            return answer;
        }
        catch (LedgerUnavailableException)
        {
            Interlocked.Exchange(ref _failed, time.GetTimestamp());
            return null;
        }
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
