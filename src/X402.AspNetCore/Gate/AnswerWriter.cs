using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using X402.AspNetCore.Configuration;
using X402.AspNetCore.Diagnostics;
using X402.AspNetCore.Gate.Offers;
using X402.AspNetCore.Gate.Withholding;
using X402.AspNetCore.Paywall;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>Writes every answer that is not the handler's: 402 in both versions and for people, and problems.</summary>
/// <remarks>Nothing internal leaks: a stable reason for programs, a sentence for people, a trace id for support (SG-26).</remarks>
internal sealed class AnswerWriter(ResourceOrigin origin, IPaywallPage page, IOptions<X402ServerOptions> options)
{
    private const string Json = "application/json";
    private const int RetrySoon = 2;

    private readonly UnpaidAnswerCache _unpaid = new();
    private readonly bool _exposeHeaders = options.Value.AlwaysExposeHeaders;
    private readonly bool _hasPage = options.Value.Paywall.Enabled;
    private readonly bool _recordDocuments = options.Value.RecordDocuments;

    /// <summary>Step 2: the offer. For programs nothing is allocated here, once somebody has asked for the same URL.</summary>
    public Task WriteUnpaidAsync(HttpContext context, PaidEndpoint endpoint, OfferSet offers)
    {
        var request = context.Request;
        var isCanonical = endpoint.LiteralPath is { } literal && !request.QueryString.HasValue && !request.PathBase.HasValue
            && string.Equals(request.Path.Value, literal, StringComparison.Ordinal);
        var (header, body) = isCanonical ? offers.GetCached(endpoint, origin, context) : GetOrRender(endpoint, offers, context);
        if (_hasPage && IsBrowser(request))
            return WritePageAsync(context, header, offers.Describe(isCanonical ? origin.Value + endpoint.LiteralPath : origin.UrlOf(request), context, PaymentReasons.PaymentRequired, null), offers);
        return WriteBytesAsync(context, StatusCodes.Status402PaymentRequired, header, Json, body);
    }

    /// <summary>The offer again, with the reason why the payment is not taken.</summary>
    /// <param name="context">The request.</param>
    /// <param name="offers">The offers.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="receipt">The facilitator's answer, when it was settling that failed.</param>
    /// <param name="version">The version of the receipt.</param>
    public Task WriteRefusedAsync(HttpContext context, OfferSet offers, PaymentRefusal refusal, SettleResponse? receipt = null, int version = ProtocolVersion.V2)
    {
        var offer = offers.Describe(origin.UrlOf(context.Request), context, refusal.Reason, refusal.Detail);
        if (receipt is not null)
            SetReceipt(context, receipt, version);
        var status = refusal.Reason.Code switch
        {
            // the one reason for which the protocol has a status of its own (digest 4.2)
            "permit2_allowance_required" => StatusCodes.Status412PreconditionFailed,
            _ when refusal.Reason == PaymentReasons.DuplicatePaymentHeader => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status402PaymentRequired,
        };
        return WriteBytesAsync(context, status, PaymentCodec.EncodeHeader(offer), Json, PaymentCodec.EncodeV1Body(offer with { Accepts = offers.AcceptsV1 }));
    }

    /// <summary>There is nothing to offer: for this very request by its own fault, or for nobody now.</summary>
    public Task WriteNoOfferAsync(HttpContext context, AnswerRefusal? refusal) => refusal is not null
        ? ApiResponse.RefuseAsync(context, refusal)
        : WriteProblemAsync(context, StatusCodes.Status503ServiceUnavailable, PaymentReasons.FacilitatorUnavailable, RetrySoon);

    /// <summary>An answer that asks for no payment: something else has to happen first.</summary>
    public Task WriteProblemAsync(HttpContext context, int status, PaymentReason reason, int? retryAfterSeconds = null, SettleResponse? receipt = null, int version = ProtocolVersion.V2, string? detail = null)
    {
        if (retryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (receipt is not null)
            SetReceipt(context, receipt, version);
        return WriteBytesAsync(context, status, null, "application/problem+json", Describe(context, status, reason, detail));
    }

    /// <summary>What a request asks for, by our own description.</summary>
    public ResourceInfo Describe(HttpContext context, OfferSet offers) => offers.Resource with { Url = origin.UrlOf(context.Request) };

    /// <summary>Step 12: puts the receipt beside a result that is about to leave. To do it again changes nothing.</summary>
    public void AddReceipt(HttpContext context, SettleResponse receipt, int version)
    {
        if (ResultHeaders.AddReceipt(context, receipt, version))
            RecordReceipt(context, version);
        if (_exposeHeaders)
            ResultHeaders.AddMissing(context.Response.Headers, HeaderNames.AccessControlExposeHeaders, ExposedHeaders.Names);
    }

    /// <summary>A browser asks whether it may ask: that costs nothing, and the handler is not needed for it.</summary>
    public static Task AnswerPreflightAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    private (string Header, byte[] BodyV1) GetOrRender(PaidEndpoint endpoint, OfferSet offers, HttpContext context)
    {
        var request = context.Request;
        if (_unpaid.TryGet(offers, request, out var known))
            return known;
        var made = offers.Render(origin.UrlOf(request), context);
        // an offer for one request only is never asked for again
        if (!endpoint.HasDynamicPrice)
            _unpaid.Keep(offers, request, made);
        return made;
    }

    private static bool IsBrowser(HttpRequest request) =>
        Mentions(request.Headers.Accept, "text/html") && Mentions(request.Headers.UserAgent, "Mozilla");

    private static bool Mentions(Microsoft.Extensions.Primitives.StringValues values, string text)
    {
        foreach (var value in values)
        {
            if (value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }
        return false;
    }

    private void SetReceipt(HttpContext context, SettleResponse receipt, int version)
    {
        context.Response.Headers[ReceiptHeader(version)] = PaymentCodec.EncodeHeader(receipt, version);
        RecordReceipt(context, version);
    }

    private void RecordReceipt(HttpContext context, int version)
    {
        if (_recordDocuments)
            WireDocuments.Receipt(ReceiptHeader(version), context.Response.Headers[ReceiptHeader(version)].ToString());
    }

    private static string ReceiptHeader(int version) => version == ProtocolVersion.V1 ? PaymentHeaders.XPaymentResponse : PaymentHeaders.PaymentResponse;

    private Task WritePageAsync(HttpContext context, string header, PaymentRequired offer, OfferSet offers)
    {
        var document = page.Render(new() { HttpContext = context, Offer = offer, OfferHeader = header, Prices = offers.Prices });
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = document.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.Append(HeaderNames.Vary, "Accept, User-Agent, PAYMENT-SIGNATURE, X-PAYMENT");
        return WriteBytesAsync(context, StatusCodes.Status402PaymentRequired, header, "text/html; charset=utf-8", document.Html);
    }

    private Task WriteBytesAsync(HttpContext context, int status, string? offerHeader, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        if (offerHeader is not null)
        {
            headers[PaymentHeaders.PaymentRequired] = offerHeader;
            if (_recordDocuments)
                WireDocuments.Offer(offerHeader, body.Span, contentType);
        }
        if (_exposeHeaders)
            headers.AccessControlExposeHeaders = ExposedHeaders.All;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        var written = response.BodyWriter.WriteAsync(body);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }

    private static byte[] Describe(HttpContext context, int status, PaymentReason reason, string? detail)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("title"u8, PaymentReasons.Explain(reason.Code) ?? reason.Code);
        writer.WriteNumber("status"u8, status);
        if (detail is not null)
            writer.WriteString("detail"u8, detail);
        writer.WriteString("error"u8, reason.Code);
        writer.WriteString("traceId"u8, Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
