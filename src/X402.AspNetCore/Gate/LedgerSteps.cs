using X402.AspNetCore.Diagnostics;
using X402.Ledger;

namespace X402.AspNetCore.Gate;

/// <summary>The steps of the request that owns a payment.</summary>
internal static class LedgerSteps
{
    /// <summary>Enters the next state. Noted even when the buyer has gone: the same payment finds it there.</summary>
    /// <returns>The record, or <see langword="null"/> when the payment is not the caller's any more.</returns>
    public static async ValueTask<PaymentRecord?> StepAsync(this IPaymentLedger ledger, PaymentRecord record, PaymentAdvance advance)
    {
        var advanced = await ledger.AdvanceAsync(record, advance, CancellationToken.None);
        GateKillPoints.Pass(advance.To);
        return advanced;
    }
}
