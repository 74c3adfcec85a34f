using X402.Payments;

namespace X402.AspNetCore.Diagnostics;

/// <summary>How logs name a payment: its canonical id, without line breaks or other control characters that a client might have put into it.</summary>
internal static class PaymentLabel
{
    public static string Of(PaymentId id)
    {
        var text = id.ToString();
        return text.AsSpan().ContainsAnyInRange('\0', '\x1f') ? new string([.. text.Where(c => !char.IsControl(c))]) : text;
    }
}
