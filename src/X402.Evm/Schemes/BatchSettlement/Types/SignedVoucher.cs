using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.BatchSettlement;

/// <summary>A voucher with its signature, as it is on the wire.</summary>
/// <param name="ChannelId">The channel: the digest of its configuration.</param>
/// <param name="MaxClaimableAmount">The sum of all claims so far and now, in atomic units.</param>
/// <param name="Signature">The payer's signature.</param>
[PaymentPayloadRecord]
public sealed partial record SignedVoucher(
    Hash32 ChannelId, [Eip712Type("uint128")] UInt256 MaxClaimableAmount, [PayloadMember(MinBytes = 1, MaxBytes = Exact.Eip3009Payload.MaxSignatureLength)] ReadOnlyMemory<byte> Signature);
