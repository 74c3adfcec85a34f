using X402.Payments;

namespace X402.Schemes;

/// <summary>
/// A view of a chain for a paying client: tells whether a signed authorization was used. Only this evidence gives money back to a budget
/// once a payment was signed. Thread-safe.
/// </summary>
public interface IAuthorizationEvidence
{
    /// <summary>Whether this is a view of the chain the payment is on.</summary>
    bool Covers(PaymentId id);

    /// <summary>Asks the chain. Failures are <see cref="AuthorizationFate.Unknown"/>, not exceptions.</summary>
    ValueTask<AuthorizationFate> FindAsync(PaymentIdentity identity, CancellationToken cancellationToken);
}
