using X402.Protocol;

namespace X402.Evm.Settlement;

/// <summary>What the settlement engine needs of a scheme on one network. Thread-safe.</summary>
public interface IEvmSettlementScheme
{
    /// <summary>The name on the wire.</summary>
    string Scheme { get; }

    /// <summary>
    /// Step 6: all checks, the chain included. A chain that cannot be asked is the reason
    /// <see cref="Reasons.PaymentReasons.NetworkUnavailable"/>, which is no verdict on the payment.
    /// </summary>
    ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// The same before a transaction is made of the payment. What this process has just found valid, to the last bit, need not be simulated again;
    /// the default verifies anew.
    /// </summary>
    ValueTask<VerifyResponse> VerifyForSettlementAsync(FacilitatorRequest request, CancellationToken cancellationToken) => VerifyAsync(request, cancellationToken);

    /// <summary>The call that settles the payment, from its shape alone.</summary>
    /// <returns>The call, or <see langword="null"/> when the payload is none of this scheme; verification then says why.</returns>
    EvmSettlementCall? TryBuildCall(FacilitatorRequest request);
}
