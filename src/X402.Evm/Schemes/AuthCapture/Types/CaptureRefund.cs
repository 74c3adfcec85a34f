using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.AuthCapture;

/// <summary>Gives back what was captured.</summary>
/// <param name="PaymentInfoHash">The payment.</param>
/// <param name="Amount">In atomic units.</param>
/// <param name="TokenCollector">Who collects the tokens.</param>
/// <param name="ExpectedCapturableAmount">What must be capturable before, in atomic units.</param>
/// <param name="ExpectedRefundableAmount">What must be refundable before, in atomic units.</param>
[Eip712Struct("Refund")]
public readonly partial record struct CaptureRefund(
    Hash32 PaymentInfoHash, UInt256 Amount, EvmAddress TokenCollector, UInt256 ExpectedCapturableAmount, UInt256 ExpectedRefundableAmount);
