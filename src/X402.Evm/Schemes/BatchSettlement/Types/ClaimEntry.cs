using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.BatchSettlement;

/// <summary>One claim of a batch.</summary>
/// <param name="ChannelId">The channel: the digest of its configuration.</param>
/// <param name="MaxClaimableAmount">The voucher's amount, in atomic units.</param>
/// <param name="TotalClaimed">What is claimed of it, in atomic units.</param>
[PaymentPayloadRecord]
[Eip712Struct]
public readonly partial record struct ClaimEntry(Hash32 ChannelId, [Eip712Type("uint128")] UInt256 MaxClaimableAmount, [Eip712Type("uint128")] UInt256 TotalClaimed);
