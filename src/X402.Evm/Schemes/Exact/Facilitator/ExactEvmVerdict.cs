using System.Diagnostics.CodeAnalysis;
using X402.Protocol;
using X402.Reasons;

namespace X402.Evm.Schemes.Exact;

/// <summary>What verification found. Either valid with a payment, or refused with a reason.</summary>
public sealed record ExactEvmVerdict
{
    private ExactEvmVerdict() { }

    /// <summary>Whether the payment could be settled at the time of asking.</summary>
    [MemberNotNullWhen(true, nameof(Payment))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsValid => Reason is null;

    /// <summary>The payment; also of refused ones, once it could be read.</summary>
    public ExactEvmPayment? Payment { get; internal init; }

    /// <summary>
    /// Why it was refused. <see cref="PaymentReasons.NetworkUnavailable"/> is no verdict on the payment: the chain could not be asked.
    /// </summary>
    public PaymentReason? Reason { get; private init; }

    /// <summary>A sentence for a person, where there is more to say than the reason does.</summary>
    public string? Message { get; private init; }

    /// <summary>A valid payment.</summary>
    public static ExactEvmVerdict Valid(ExactEvmPayment payment) => new() { Payment = payment };

    /// <summary>A refused payment.</summary>
    public static ExactEvmVerdict Refused(PaymentReason reason, string? message, ExactEvmPayment? payment = null) =>
        new() { Reason = reason, Message = message, Payment = payment };

    /// <summary>The answer of <c>/verify</c>.</summary>
    public VerifyResponse ToResponse() => new()
    {
        IsValid = IsValid,
        InvalidReason = Reason?.Code,
        InvalidMessage = Reason is { } reason ? Message ?? PaymentReasons.Explain(reason.Code) : null,
        Payer = Payment?.Authorization.From.ToString(),
    };
}
