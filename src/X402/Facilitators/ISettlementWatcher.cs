using X402.Payments;

namespace X402.Facilitators;

/// <summary>A facilitator that tells by itself what became of a settlement. An <see cref="IFacilitator"/> may be one.</summary>
public interface ISettlementWatcher
{
    /// <summary>Waits until a settlement is decided, however long that takes; asking for it again then has a definite answer.</summary>
    /// <param name="id">The payment.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="FacilitatorException">
    /// The facilitator does not know the settlement, or stopped telling: nothing is known, and the settlement has to be asked for.
    /// </exception>
    Task WaitAsync(PaymentId id, CancellationToken cancellationToken);
}
