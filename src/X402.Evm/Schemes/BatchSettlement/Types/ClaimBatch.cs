using X402.Evm.Payloads;
using X402.Evm.TypedData;

namespace X402.Evm.Schemes.BatchSettlement;

/// <summary>Claims on several channels under one signature of the receiver's authorizer.</summary>
/// <param name="Claims">The claims.</param>
[PaymentPayloadRecord]
[Eip712Struct]
public sealed partial record ClaimBatch(IReadOnlyList<ClaimEntry> Claims);
