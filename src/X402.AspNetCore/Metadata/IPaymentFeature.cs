using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore;

/// <summary>The payment of the present request, for the handler: <c>HttpContext.Features.Get&lt;IPaymentFeature&gt;()</c> or <c>HttpContext.GetPayment()</c>.</summary>
/// <remarks>It is there only after the facilitator has verified the payment, so the payer is the one who signed (SG-10).</remarks>
public interface IPaymentFeature
{
    /// <summary>The payment.</summary>
    PaymentId Id { get; }

    /// <summary>The verified payer.</summary>
    string Payer { get; }

    /// <summary>The requirements it pays.</summary>
    PaymentRequirements Requirements { get; }

    /// <summary>The protocol version the client speaks.</summary>
    int X402Version { get; }
}
