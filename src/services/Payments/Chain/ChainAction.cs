namespace X402.Services.Payments.Chain;

/// <summary>What became of something that was to be done with the chain.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">For people.</param>
/// <param name="Transaction">The transaction, if there is one.</param>
public sealed record ChainAction(bool Success, string Message, string? Transaction)
{
    internal static ChainAction Done(string message, string? transaction = null) => new(true, message, transaction);

    internal static ChainAction Refused(string message) => new(false, message, null);
}
