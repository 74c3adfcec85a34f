using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.BatchSettlement;

/// <summary>What the receiver may claim of a channel in all, as the payer signs it.</summary>
/// <param name="ChannelId">The channel: the digest of its configuration.</param>
/// <param name="MaxClaimableAmount">The sum of all claims so far and now, in atomic units.</param>
[PaymentPayloadRecord]
[Eip712Struct]
public readonly partial record struct Voucher(Hash32 ChannelId, [Eip712Type("uint128")] UInt256 MaxClaimableAmount);
