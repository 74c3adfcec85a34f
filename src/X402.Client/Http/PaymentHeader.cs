using X402.Protocol;

namespace X402.Client;

/// <summary>The header that carries a payment in its version.</summary>
internal readonly record struct PaymentHeader(string Name, string Value)
{
    public static PaymentHeader For(PaymentPayload payment) => new(
        payment.X402Version == ProtocolVersion.V1 ? PaymentHeaders.XPayment : PaymentHeaders.PaymentSignature,
        PaymentCodec.EncodeHeader(payment));
}
