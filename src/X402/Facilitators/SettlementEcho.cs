using X402.Money;
using X402.Protocol;

namespace X402.Facilitators;

/// <summary>Whether a receipt can be one for the request (SG-32). The protocol gives no proof; this finds contradictions.</summary>
internal static class SettlementEcho
{
    /// <summary>The contradiction, or <see langword="null"/>.</summary>
    public static string? FindMistake(FacilitatorRequest request, SettleResponse receipt)
    {
        var requirements = request.Requirements;
        if (receipt.Network != requirements.Network && (receipt.Success || receipt.Network.Length > 0))
            return "It is for another network.";
        if (!receipt.Success)
            return null;
        if (requirements.Scheme == "exact" && receipt.Transaction.Length == 0)
            return "It names no transaction.";
        return receipt.Amount is { } text && UInt256.TryParse(requirements.Amount, out var required)
            && (!UInt256.TryParse(text, out var settled) || settled > required)
                ? "It is for a higher amount, or for none."
                : null;
    }
}
