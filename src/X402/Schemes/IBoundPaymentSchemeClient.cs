using X402.Protocol;

namespace X402.Schemes;

/// <summary>A scheme whose payments have a nonce of 32 bytes that the payer may choose, so that it can bind them to a request. Thread-safe.</summary>
public interface IBoundPaymentSchemeClient : IPaymentSchemeClient
{
    /// <summary>Step 3 with a nonce that the caller gives; see <see cref="IPaymentSchemeClient.SignAsync"/>.</summary>
    /// <param name="requirements">The selected requirements, an immutable snapshot.</param>
    /// <param name="offer">The 402 answer they came from.</param>
    /// <param name="nonce">32 bytes that were never used before.</param>
    /// <param name="cancellationToken">Cancels, for example a remote signer.</param>
    ValueTask<SignedPayment> SignAsync(PaymentRequirements requirements, PaymentRequired offer, ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken);
}
