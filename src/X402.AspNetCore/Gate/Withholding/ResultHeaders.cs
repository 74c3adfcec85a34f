using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using X402.Protocol;

namespace X402.AspNetCore.Gate.Withholding;

/// <summary>What may and must stand in the headers of a paid answer.</summary>
internal static class ResultHeaders
{
    private static readonly HashSet<string> s_notStored = new(StringComparer.OrdinalIgnoreCase)
    {
        // of one connection or one moment
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.TransferEncoding, HeaderNames.Upgrade, HeaderNames.Trailer,
        HeaderNames.Date, HeaderNames.Server, HeaderNames.ContentLength,
        // the gate's own
        PaymentHeaders.PaymentRequired, PaymentHeaders.PaymentResponse, PaymentHeaders.XPaymentResponse, PaymentHeaders.ExtensionResponses,
    };

    /// <summary>The handler's headers, for the ledger: not those of the server, of one connection, or of the gate.</summary>
    public static List<KeyValuePair<string, string>> ToStored(IHeaderDictionary headers, IHeaderDictionary serverHeaders)
    {
        var stored = new List<KeyValuePair<string, string>>(headers.Count);
        foreach (var (name, values) in headers)
        {
            if (s_notStored.Contains(name) || (serverHeaders.TryGetValue(name, out var before) && StringValues.Equals(before, values)))
                continue;
            foreach (var value in values)
                stored.Add(new(name, value ?? ""));
        }
        return stored;
    }

    /// <summary>The length of the body that follows; <see langword="null"/> where the server has to frame it, because trailers follow.</summary>
    public static void SetLength(HttpContext context, int statusCode, long? length)
    {
        // an answer to HEAD may name the length of the body it leaves out; these statuses have none
        if (statusCode is 204 or 205 or 304 or < 200)
            context.Response.ContentLength = null;
        else if (!HttpMethods.IsHead(context.Request.Method))
            context.Response.ContentLength = length;
    }

    /// <summary>
    /// Adds the receipt and keeps the answer out of shared caches (SG-21): <c>private, no-store</c>, or what the handler chose with <c>private</c> merged into it.
    /// To do it again changes nothing.
    /// </summary>
    /// <returns>Whether the receipt was not there yet.</returns>
    public static bool AddReceipt(HttpContext context, SettleResponse receipt, int version)
    {
        var headers = context.Response.Headers;
        headers.Remove(PaymentHeaders.PaymentRequired);
        headers.Remove(PaymentHeaders.ExtensionResponses);
        headers.Remove(version == ProtocolVersion.V1 ? PaymentHeaders.PaymentResponse : PaymentHeaders.XPaymentResponse);
        var name = version == ProtocolVersion.V1 ? PaymentHeaders.XPaymentResponse : PaymentHeaders.PaymentResponse;
        var value = PaymentCodec.EncodeHeader(receipt, version);
        var isNew = !string.Equals(headers[name], value, StringComparison.Ordinal);
        headers[name] = value;
        KeepPrivate(headers);
        return isNew;
    }

    public static void KeepPrivate(IHeaderDictionary headers)
    {
        var chosen = headers.CacheControl;
        if (chosen.Count == 0 || !CacheControlHeaderValue.TryParse(chosen.ToString(), out var control))
        {
            headers.CacheControl = "private, no-store";
            return;
        }
        if (control.NoStore && control.Private)
            return;
        control.Private = true;
        control.Public = false;
        control.SharedMaxAge = null;
        headers.CacheControl = control.ToString();
        // whoever may store it may only reuse it for the same payment
        AddMissing(headers, HeaderNames.Vary, PaymentHeaders.PaymentSignature, PaymentHeaders.XPayment);
    }

    /// <summary>Adds those values to a list that are not in it.</summary>
    public static void AddMissing(IHeaderDictionary headers, string name, params string[] values)
    {
        var present = headers.GetCommaSeparatedValues(name);
        var missing = values.Except(present, StringComparer.OrdinalIgnoreCase).ToArray();
        if (missing.Length > 0)
            headers.AppendCommaSeparatedValues(name, missing);
    }
}
