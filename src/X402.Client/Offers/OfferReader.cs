using System.Text.Json;
using X402.Protocol;

namespace X402.Client;

/// <summary>Reads the offers of a 402 answer: the version 2 header, else the version 1 body, both within limits.</summary>
internal static class OfferReader
{
    public static async Task<OfferReading> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        if (response.Headers.NonValidated.TryGetValues(PaymentHeaders.PaymentRequired, out var values))
        {
            if (values.Count != 1)
                return OfferReading.Malformed($"there are {values.Count} {PaymentHeaders.PaymentRequired} headers");
            return PaymentCodec.TryDecodePaymentRequiredHeader(values.ToString(), out var offer, out var detail)
                ? new(offer, null)
                : OfferReading.Malformed(detail ?? $"the {PaymentHeaders.PaymentRequired} header is malformed");
        }

        if (response.Content.Headers.ContentType?.MediaType is not { } type || !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            return OfferReading.NotX402;
        if (await ReadBodyAsync(response.Content, maxBytes, cancellationToken) is not { } body)
            return OfferReading.Malformed($"the body exceeds {maxBytes} bytes");
        if (PaymentCodec.TryDecodeV1Body(body, out var v1, out var error))
            return new(v1, null);
        if (ClaimsToBeOffer(body))
            return OfferReading.Malformed(error ?? "the body is malformed");

        // some other protocol's 402: the caller gets it as if nobody had read it
        var original = response.Content;
        var copy = new ByteArrayContent(body);
        foreach (var (name, value) in original.Headers.NonValidated)
            copy.Headers.TryAddWithoutValidation(name, value);
        response.Content = copy;
        original.Dispose();
        return OfferReading.NotX402;
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > maxBytes)
                return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static bool ClaimsToBeOffer(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("x402Version", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
