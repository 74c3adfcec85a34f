using X402.Protocol;
using X402.Reasons;

namespace X402.Facilitator;

/// <summary>Negative answers with nothing but a reason.</summary>
internal static class Refusals
{
    public static VerifyResponse Verdict(PaymentReason reason, string? detail = null) =>
        new() { IsValid = false, InvalidReason = reason.Code, InvalidMessage = detail ?? PaymentReasons.Explain(reason.Code) };

    public static SettleResponse Receipt(PaymentReason reason, string network, string? detail = null) =>
        new() { Success = false, ErrorReason = reason.Code, ErrorMessage = detail ?? PaymentReasons.Explain(reason.Code), Transaction = "", Network = network };
}
