using System.Security.Cryptography;
using X402.Protocol;

namespace X402.Evm.Schemes.Exact;

/// <summary>32 random bytes, as the protocol's clients do.</summary>
internal sealed class RandomNonceSource : IAuthorizationNonceSource
{
    public Hash32 Create(PaymentRequirements requirements, PaymentRequired offer)
    {
        Span<byte> nonce = stackalloc byte[Hash32.Size];
        RandomNumberGenerator.Fill(nonce);
        return new(nonce);
    }
}
