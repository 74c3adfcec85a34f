using X402.AspNetCore;

namespace Microsoft.AspNetCore.Http;

/// <summary>The payment of a request.</summary>
public static class PaymentHttpContextExtensions
{
    /// <summary>The verified payment of this request, or <see langword="null"/> where the endpoint is free.</summary>
    public static IPaymentFeature? GetPayment(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<IPaymentFeature>();
    }

    /// <summary>In whose name this request is sold, or <see langword="null"/> where the server itself sells; see <see cref="IPaymentTenants"/>.</summary>
    public static PaymentTenant? GetPaymentTenant(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<PaymentTenant>();
    }
}
