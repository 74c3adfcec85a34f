using X402.Schemes;

namespace X402.Client;

/// <summary>Asks those who can see the chain a payment is on.</summary>
internal sealed class PaymentFates(IReadOnlyList<IAuthorizationEvidence> views)
{
    /// <summary>Whether anybody can tell what becomes of the payment.</summary>
    public bool Covers(PaymentIdentity identity) => views.Any(view => view.Covers(identity.Id));

    /// <summary>The first definite answer, or <see cref="AuthorizationFate.Unknown"/>.</summary>
    public async ValueTask<AuthorizationFate> FindAsync(PaymentIdentity identity, CancellationToken cancellationToken)
    {
        foreach (var view in views)
        {
            if (view.Covers(identity.Id) && await view.FindAsync(identity, cancellationToken) is var fate and not AuthorizationFate.Unknown)
                return fate;
        }
        return AuthorizationFate.Unknown;
    }
}
