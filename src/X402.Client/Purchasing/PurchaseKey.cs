using System.Security.Cryptography;
using System.Text;

namespace X402.Client;

/// <summary>Under which name a purchase is found again.</summary>
/// <param name="Key">64 hexadecimal digits.</param>
/// <param name="IsUnique">Whether the caller named it.</param>
internal readonly record struct PurchaseKey(string Key, bool IsUnique)
{
    public static PurchaseKey For(ReplayableRequest request, string clientName, string fingerprint) =>
        request.Options.TryGetValue(PurchaseRequestExtensions.KeyOption, out var name)
            ? new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"purchase\0{clientName}\0{name}"))), IsUnique: true)
            : new(fingerprint, IsUnique: false);

    /// <summary>The key of a payment that was refused for good: no request has it, so that nobody sends the payment again.</summary>
    public static string OfRefused(string purchaseId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"refused\0{purchaseId}")));
}
