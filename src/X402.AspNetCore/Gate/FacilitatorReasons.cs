using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>How a facilitator's reason codes, an open set, are understood.</summary>
internal static class FacilitatorReasons
{
    private const int MaxLength = 80;

    /// <summary>Reasons of the facilitator, not of the payment: a new payment would not help.</summary>
    private static readonly HashSet<string> s_itsOwn = new(StringComparer.Ordinal)
    {
        PaymentReasons.FacilitatorUnavailable.Code,
        PaymentReasons.NetworkUnavailable.Code,
        PaymentReasons.NotAuthorized.Code,
        PaymentReasons.RateLimited.Code,
        PaymentReasons.RelayerUnavailable.Code,
        PaymentReasons.SettlementNotProfitable.Code,
        PaymentReasons.GasBudgetExhausted.Code,
        PaymentReasons.SettlementsPaused.Code,
        PaymentReasons.UnexpectedVerifyError.Code,
        PaymentReasons.LedgerUnavailable.Code,
    };

    /// <summary>
    /// Refusals to settle that prove nothing about the money. "Already used" is one of them: most likely it was this very payment that used it
    /// (SG-15), and a facilitator that could tell would have answered with the first outcome.
    /// </summary>
    private static readonly HashSet<string> s_provesNothing = new(s_itsOwn, StringComparer.Ordinal)
    {
        PaymentReasons.SettlementPending.Code,
        PaymentReasons.UnexpectedSettleError.Code,
        PaymentReasons.DuplicateSettlement.Code,
        PaymentReasons.ExactEvmNonceAlreadyUsed.Code,
        PaymentReasons.InvalidTransactionState.Code,
        "permit2_invalid_nonce",
    };

    public static bool IsItsOwn(PaymentReason reason) => s_itsOwn.Contains(reason.Code);

    public static bool ProvesNothing(PaymentReason reason) => s_provesNothing.Contains(reason.Code);

    /// <summary>The code alone: some facilitators append texts of nodes and contracts to it, which are none of the buyer's business (SG-26).</summary>
    public static PaymentReason Clean(string? code, PaymentReason otherwise)
    {
        var end = code.AsSpan().IndexOfAnyExcept(s_codeCharacters);
        var bare = end < 0 ? code : code![..end];
        return bare is { Length: > 0 and <= MaxLength } ? new(bare) : otherwise;
    }

    private static readonly System.Buffers.SearchValues<char> s_codeCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
}
