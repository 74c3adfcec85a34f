using X402.Protocol;

namespace X402.Evm.Schemes.Exact;

/// <summary>Makes the nonces of authorizations. Thread-safe.</summary>
/// <remarks>Each call gives a fresh nonce: one that is derived from the request alone would allow each purchase only once, ever.</remarks>
public interface IAuthorizationNonceSource
{
    /// <summary>A nonce for paying these requirements of this offer.</summary>
    Hash32 Create(PaymentRequirements requirements, PaymentRequired offer);
}
