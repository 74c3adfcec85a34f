using X402.Protocol;

namespace X402.Client;

/// <summary>The raw receipt headers of an answer; not trusted yet.</summary>
internal readonly record struct ReceiptHeaders(string? V2, string? V1)
{
    public static ReceiptHeaders None => default;

    public bool Any => V2 is not null || V1 is not null;

    /// <summary>Those seen before, or those of this answer.</summary>
    public ReceiptHeaders Or(HttpResponseMessage response) => Any
        ? this
        : new(Single(response, PaymentHeaders.PaymentResponse), Single(response, PaymentHeaders.XPaymentResponse));

    /// <summary>The receipt in the payment's version, else in the other one.</summary>
    public SettleResponse? Read(int version)
    {
        var (first, second) = version == ProtocolVersion.V1 ? (V1, V2) : (V2, V1);
        var other = version == ProtocolVersion.V1 ? ProtocolVersion.V2 : ProtocolVersion.V1;
        return Decode(first, version) ?? Decode(second, other);
    }

    private static SettleResponse? Decode(string? header, int version) =>
        header is not null && PaymentCodec.TryDecodeReceiptHeader(header, version, out var receipt, out _) ? receipt : null;

    private static string? Single(HttpResponseMessage response, string name)
    {
        if (!response.Headers.NonValidated.TryGetValues(name, out var values) || values.Count != 1)
            return null;
        return values.ToString();
    }
}
