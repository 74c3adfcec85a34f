namespace X402.Client;

/// <summary>
/// A rule of the application about what may be bought. All policies have to agree; they come after the limits of
/// <see cref="PaymentOptions"/> and can only narrow them (SG-40).
/// </summary>
/// <remarks>Failure: an exception stops the purchase before anything is signed. Thread safety: called concurrently.</remarks>
public interface ISpendPolicy
{
    /// <summary>Judges one offer.</summary>
    ValueTask<SpendVerdict> JudgeAsync(SpendProposal proposal, CancellationToken cancellationToken);
}
