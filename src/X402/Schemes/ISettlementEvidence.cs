using X402.Payments;
using X402.Protocol;

namespace X402.Schemes;

/// <summary>
/// A resource server's own view of a chain (SG-32): tells whether a payment happened, whatever its facilitator says. The protocol itself gives a
/// seller no proof; with a node of its own it needs none. Thread-safe.
/// </summary>
public interface ISettlementEvidence
{
    /// <summary>Whether this is a view of the chain the payment is on.</summary>
    bool Covers(PaymentId id);

    /// <summary>Asks the chain. Failures are <see cref="AuthorizationFate.Unknown"/>, not exceptions.</summary>
    ValueTask<SettlementFinding> FindAsync(FacilitatorRequest payment, CancellationToken cancellationToken);
}
