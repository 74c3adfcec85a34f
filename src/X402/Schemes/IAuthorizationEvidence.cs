namespace X402.Schemes;

/// <summary>
/// Optional for an <see cref="IPaymentSchemeClient"/> that can read the chain: tells whether an authorization was used. Only this evidence
/// gives money back to a budget once a payment was signed.
/// </summary>
public interface IAuthorizationEvidence
{
    /// <summary>Asks the chain. Failures are <see cref="AuthorizationFate.Unknown"/>, not exceptions.</summary>
    ValueTask<AuthorizationFate> FindAsync(PaymentIdentity identity, CancellationToken cancellationToken);
}
