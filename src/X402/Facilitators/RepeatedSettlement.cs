using X402.Protocol;
using X402.Reasons;

namespace X402.Facilitators;

/// <summary>
/// How the answer to a settlement is understood that was asked for before. Most refusals then say only that nothing was sent this time: "insufficient
/// balance" and "nonce already used" are just what a facilitator finds that looks at the chain after the first settlement has moved the money.
/// </summary>
internal static class RepeatedSettlement
{
    /// <summary>Whether a refusal proves that no settlement of the payment has moved the money.</summary>
    /// <param name="refusal">The answer.</param>
    /// <param name="sent">The transaction that the first answer named as sent, where it named one.</param>
    public static bool IsFailure(SettleResponse refusal, string? sent) =>
        // not "payment_expired" or "valid before", which are said without a look at the chain
        refusal.ErrorReason == PaymentReasons.AuthorizationExpired.Code || (!string.IsNullOrEmpty(sent) && refusal.Transaction == sent);

    /// <summary>What both answers to one settlement come to, of which the first was "pending".</summary>
    public static SettleResponse Join(SettleResponse pending, SettleResponse second) =>
        second.Success || IsFailure(second, pending.Transaction) || (second.ErrorReason == PaymentReasons.SettlementPending.Code && pending.Transaction.Length == 0)
            ? second
            : pending;
}
