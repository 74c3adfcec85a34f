using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.OfferReceipt;

/// <summary>A receipt that the server signs, so that the buyer can prove the purchase.</summary>
/// <param name="Version">The version of this struct.</param>
/// <param name="Network">The CAIP-2 network.</param>
/// <param name="ResourceUrl">The resource.</param>
/// <param name="Payer">Who paid.</param>
/// <param name="IssuedAt">In seconds since 1970.</param>
/// <param name="Transaction">The transaction, or the empty string where the server does not tell it.</param>
[Eip712Struct("Receipt")]
public sealed partial record SignedReceipt(UInt256 Version, string Network, string ResourceUrl, string Payer, UInt256 IssuedAt, string Transaction);
