using X402.Ledger;
using X402.Payments;
using X402.Settlement;

namespace X402.Services.Payments.Ledger;

/// <summary>What the books say of one payment: the resource servers' ledger, the facilitator's journal, or both.</summary>
/// <param name="Id">The payment.</param>
/// <param name="Payment">The ledger's record; null: it holds none.</param>
/// <param name="Settlement">The journal's record; null: it holds none.</param>
public sealed record LedgerEntry(PaymentId Id, PaymentRecord? Payment, SettlementRecord? Settlement)
{
    /// <summary>When it was first heard of.</summary>
    public DateTimeOffset Since => Payment?.History[0].At ?? Settlement!.History[0].At;

    /// <summary>The latest reason that was noted, as a code; null: none.</summary>
    public string? Reason => Payment?.Reason ?? Settlement?.Reason;

    /// <summary>The transaction that is believed to carry it; null: none was sent.</summary>
    public string? Transaction => Settlement?.Transaction ?? Payment?.Transaction;

    /// <summary>The amount in atomic units.</summary>
    public string Amount => Payment?.Requirements.Amount ?? Settlement!.Request.Requirements.Amount;
}
