using X402.Evm.Payloads;
using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.Permit2;

/// <summary>What a Permit2 signature lets a contract take (digest section 9.6).</summary>
/// <param name="Token">The token.</param>
/// <param name="Amount">The most that may be taken, in atomic units.</param>
[PaymentPayloadRecord]
[Eip712Struct]
public readonly partial record struct TokenPermissions(EvmAddress Token, UInt256 Amount);
