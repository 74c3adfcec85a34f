using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.AuthCapture;

/// <summary>Captures a part of what was authorized.</summary>
/// <param name="PaymentInfoHash">The payment.</param>
/// <param name="Amount">In atomic units.</param>
/// <param name="FeeAmount">The fee in atomic units.</param>
/// <param name="FeeReceiver">Who gets it.</param>
/// <param name="ExpectedCapturableAmount">What must be capturable before, in atomic units.</param>
/// <param name="ExpectedRefundableAmount">What must be refundable before, in atomic units.</param>
[Eip712Struct("Capture")]
public readonly partial record struct PaymentCapture(
    Hash32 PaymentInfoHash, UInt256 Amount, UInt256 FeeAmount, EvmAddress FeeReceiver, UInt256 ExpectedCapturableAmount, UInt256 ExpectedRefundableAmount);
