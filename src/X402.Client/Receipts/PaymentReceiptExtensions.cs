using System.Diagnostics.CodeAnalysis;

namespace X402.Client;

/// <summary>The receipt of a paid answer.</summary>
public static class PaymentReceiptExtensions
{
    private static readonly HttpRequestOptionsKey<PaymentReceipt> s_key = new("X402.PaymentReceipt");

    /// <summary>
    /// The receipt, or <see langword="null"/> when the answer was free, or when the server delivered without a receipt that fits the payment.
    /// </summary>
    public static PaymentReceipt? GetPaymentReceipt(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.TryGetPaymentReceipt(out var receipt) ? receipt : null;
    }

    /// <summary>The receipt, if there is one.</summary>
    public static bool TryGetPaymentReceipt(this HttpResponseMessage response, [NotNullWhen(true)] out PaymentReceipt? receipt)
    {
        ArgumentNullException.ThrowIfNull(response);
        receipt = null;
        return response.RequestMessage?.Options.TryGetValue(s_key, out receipt) is true;
    }

    internal static void SetPaymentReceipt(this HttpResponseMessage response, PaymentReceipt receipt) =>
        (response.RequestMessage ??= new HttpRequestMessage()).Options.Set(s_key, receipt);
}
