using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using X402.Protocol;
using X402.Reasons;

namespace X402.AspNetCore.Gate;

/// <summary>Reads the one payment header of a request (SG-23).</summary>
internal static class PaymentReader
{
    /// <summary>Whether the request brings a payment header of either version.</summary>
    public static bool HasPayment(IHeaderDictionary headers) =>
        headers.ContainsKey(PaymentHeaders.PaymentSignature) || headers.ContainsKey(PaymentHeaders.XPayment);

    /// <summary>Reads it.</summary>
    /// <returns>Why it is refused; <see langword="null"/> when it is not.</returns>
    public static PaymentRefusal? Read(IHeaderDictionary headers, out PaymentPayload? payment)
    {
        payment = null;
        headers.TryGetValue(PaymentHeaders.PaymentSignature, out var v2);
        headers.TryGetValue(PaymentHeaders.XPayment, out var v1);
        // also one header with several values: no base64 text contains a comma
        if (v1.Count + v2.Count != 1 || (v1.Count == 1 ? v1 : v2).ToString().Contains(',', StringComparison.Ordinal))
            return new(PaymentReasons.DuplicatePaymentHeader, "Send PAYMENT-SIGNATURE or X-PAYMENT, once.");
        if (!PaymentCodec.TryDecodePaymentHeader(Value(v2.Count == 1 ? v2 : v1), out payment, out var reason, out var detail))
            return new(reason, detail);
        var expected = v2.Count == 1 ? ProtocolVersion.V2 : ProtocolVersion.V1;
        if (payment.X402Version == expected)
            return null;
        payment = null;
        return new(PaymentReasons.InvalidX402Version, $"x402Version must be {expected} in this header.");
    }

    private static string Value(StringValues values) => values[0] ?? "";
}
