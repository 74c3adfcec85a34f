using X402.Evm.TypedData;
using X402.Money;

namespace X402.Evm.Schemes.AuthCapture;

/// <summary>Authorizes and captures in one step.</summary>
/// <param name="PaymentInfoHash">The payment.</param>
/// <param name="Amount">In atomic units.</param>
/// <param name="TokenCollector">Who collects the tokens.</param>
/// <param name="CollectorDataHash">The hash of what the collector gets.</param>
/// <param name="FeeAmount">The fee in atomic units.</param>
/// <param name="FeeReceiver">Who gets it.</param>
[Eip712Struct("Charge")]
public readonly partial record struct CaptureCharge(Hash32 PaymentInfoHash, UInt256 Amount, EvmAddress TokenCollector, Hash32 CollectorDataHash, UInt256 FeeAmount, EvmAddress FeeReceiver);
