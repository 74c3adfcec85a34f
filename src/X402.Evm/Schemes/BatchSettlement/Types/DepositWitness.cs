using X402.Evm.Payloads;
using X402.Evm.TypedData;

namespace X402.Evm.Schemes.BatchSettlement;

/// <summary>What a Permit2 signature for a deposit says besides: for which channel.</summary>
/// <param name="ChannelId">The channel: the digest of its configuration.</param>
[PaymentPayloadRecord]
[Eip712Struct]
public readonly partial record struct DepositWitness(Hash32 ChannelId);
