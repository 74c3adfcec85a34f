using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.OfferReceipt;

/// <summary>An offer that the server signs, so that the buyer can prove it.</summary>
/// <param name="Version">The version of this struct.</param>
/// <param name="ResourceUrl">The resource.</param>
/// <param name="Scheme">The scheme.</param>
/// <param name="Network">The CAIP-2 network.</param>
/// <param name="Asset">The token.</param>
/// <param name="PayTo">The recipient.</param>
/// <param name="Amount">In atomic units, decimal digits.</param>
/// <param name="ValidUntil">In seconds since 1970.</param>
[Eip712Struct("Offer")]
public sealed partial record SignedOffer(
    UInt256 Version, string ResourceUrl, string Scheme, string Network, string Asset, string PayTo, string Amount, UInt256 ValidUntil);
