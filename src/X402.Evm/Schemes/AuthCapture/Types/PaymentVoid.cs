using X402.Evm.TypedData;

namespace X402.Evm.Schemes.AuthCapture;

/// <summary>Gives back what was authorized and not captured.</summary>
/// <param name="PaymentInfoHash">The payment.</param>
[Eip712Struct("Void")]
public readonly partial record struct PaymentVoid(Hash32 PaymentInfoHash);
