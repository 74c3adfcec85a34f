using X402.Client;

namespace X402.ClientAgent.Calls;

/// <summary>What came of an errand.</summary>
/// <param name="Outcome">How it ended for the money.</param>
/// <param name="Receipt">What was paid.</param>
/// <param name="Failure">Why there is no answer.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Content">What was bought, as text.</param>
internal sealed record Bought(PurchaseOutcome Outcome, PaymentReceipt? Receipt, PaymentException? Failure, int? Status, string? Content)
{
    public bool IsSuccess => Status is >= 200 and <= 299;
}
