using X402.Protocol;

namespace X402.Schemes;

/// <summary>What a paying client needs of a scheme: to choose and to sign. Thread-safe.</summary>
public interface IPaymentSchemeClient
{
    /// <summary>The name on the wire.</summary>
    string Scheme { get; }

    /// <summary>Whether this client could sign for the requirements: known network and asset, complete <c>extra</c>, a key for it.</summary>
    bool CanPay(PaymentRequirements requirements);

    /// <summary>Step 3: signs. The caller has applied all caps and budgets to these very requirements.</summary>
    /// <param name="requirements">The selected requirements, an immutable snapshot.</param>
    /// <param name="offer">The 402 answer they came from; its version decides the form of the payload.</param>
    /// <param name="cancellationToken">Cancels, for example a remote signer.</param>
    ValueTask<SignedPayment> SignAsync(PaymentRequirements requirements, PaymentRequired offer, CancellationToken cancellationToken);
}
