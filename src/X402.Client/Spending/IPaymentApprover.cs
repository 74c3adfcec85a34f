namespace X402.Client;

/// <summary>Somebody who is asked before money is spent: a person, or a program that speaks for one.</summary>
/// <remarks>
/// Asked for purchases above <see cref="PaymentOptions.ApprovalThreshold"/>, or for all when there is no threshold. The money is
/// reserved meanwhile. Failure: an exception stops the purchase before anything is signed. Thread safety: called concurrently.
/// </remarks>
public interface IPaymentApprover
{
    /// <summary>Whether the purchase may be made.</summary>
    ValueTask<bool> ApproveAsync(SpendProposal proposal, CancellationToken cancellationToken);
}
