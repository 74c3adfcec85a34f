using Microsoft.AspNetCore.OpenApi;
using X402.AspNetCore.OpenApi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Payments in OpenAPI documents.</summary>
public static class PaymentOpenApiOptionsExtensions
{
    /// <summary>
    /// Describes every paid endpoint: its price as <c>x-payment-info</c>, the 402 answer and the receipt with their headers, and the payment headers as security
    /// schemes. Declared endpoints, which the framework does not describe, get parameters, body and answer from their declaration.
    /// </summary>
    /// <example><code>builder.Services.AddOpenApi(options =&gt; options.AddX402Payments());</code></example>
    public static OpenApiOptions AddX402Payments(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddDocumentTransformer(new PaymentDocumentTransformer());
    }
}
