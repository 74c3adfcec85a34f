using X402.Money;
using X402.Protocol;
using X402.Purchases;

namespace X402.Client;

/// <summary>Takes a receipt as one for a payment only if it fits it (SG-32).</summary>
internal static class ReceiptCheck
{
    /// <summary>The receipt for the buyer, or <see langword="null"/> when the server's one is missing, names a failure or fits another payment.</summary>
    public static PaymentReceipt? Accept(SettleResponse? receipt, PurchaseRecord purchase, SpendProposal proposal)
    {
        if (receipt is not { Success: true } || receipt.Network != purchase.Requirements.Network)
            return null;
        if (receipt.Payer is { } payer && !string.Equals(payer, purchase.Identity.Id.Payer, StringComparison.OrdinalIgnoreCase))
            return null;
        var amount = purchase.Identity.Amount;
        if (receipt.Amount is { } text && (!UInt256.TryParse(text, out amount) || amount > purchase.Identity.Amount))
            return null;
        return new PaymentReceipt
        {
            PaymentId = purchase.Identity.Id,
            X402Version = purchase.Payment.X402Version,
            Scheme = purchase.Requirements.Scheme,
            Network = purchase.Requirements.Network,
            Transaction = UntrustedText.Clean(receipt.Transaction) ?? "",
            Payer = receipt.Payer is null ? purchase.Identity.Id.Payer : UntrustedText.Clean(receipt.Payer)!,
            PayTo = purchase.Requirements.PayTo,
            Asset = proposal.Asset,
            Amount = amount,
        };
    }
}
