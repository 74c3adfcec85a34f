using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.BatchSettlement;

/// <summary>A refund to the payer, as the receiver's authorizer signs it.</summary>
/// <param name="ChannelId">The channel: the digest of its configuration.</param>
/// <param name="Nonce">The channel's next refund nonce.</param>
/// <param name="Amount">In atomic units.</param>
[PaymentPayloadRecord]
[Eip712Struct("Refund")]
public readonly partial record struct ChannelRefund(Hash32 ChannelId, UInt256 Nonce, [Eip712Type("uint128")] UInt256 Amount);
