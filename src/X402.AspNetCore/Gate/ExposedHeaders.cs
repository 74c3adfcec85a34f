using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using X402.Protocol;

namespace X402.AspNetCore.Gate;

/// <summary>The CORS service of the framework, which also lets wallet pages of other origins read the payment headers of gated answers (SG-25).</summary>
internal sealed class ExposedHeaders(IOptions<CorsOptions> options, ILoggerFactory loggers) : CorsService(options, loggers)
{
    /// <summary>The headers a paying page has to read.</summary>
    public static readonly string[] Names = [PaymentHeaders.PaymentRequired, PaymentHeaders.PaymentResponse, PaymentHeaders.XPaymentResponse];

    /// <summary>The same as one value.</summary>
    public const string All = $"{PaymentHeaders.PaymentRequired}, {PaymentHeaders.PaymentResponse}, {PaymentHeaders.XPaymentResponse}";

    /// <inheritdoc/>
    public override void ApplyResult(CorsResult result, HttpResponse response)
    {
        base.ApplyResult(result, response);
        var headers = response.Headers;
        if (!result.IsOriginAllowed || result.IsPreflightRequest || !IsGated(headers))
            return;
        var chosen = headers.AccessControlExposeHeaders.ToString();
        if (chosen.Length == 0)
            headers.AccessControlExposeHeaders = All;
        else if (!chosen.Contains(PaymentHeaders.PaymentRequired, StringComparison.OrdinalIgnoreCase))
            headers[HeaderNames.AccessControlExposeHeaders] = $"{chosen}, {All}";
    }

    private static bool IsGated(IHeaderDictionary headers) =>
        headers.ContainsKey(PaymentHeaders.PaymentRequired) || headers.ContainsKey(PaymentHeaders.PaymentResponse) || headers.ContainsKey(PaymentHeaders.XPaymentResponse);
}
