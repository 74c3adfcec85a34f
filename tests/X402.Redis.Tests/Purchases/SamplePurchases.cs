using X402.Money;
using X402.Payments;
using X402.Purchases;
using X402.Schemes;

namespace X402.Redis.Tests.Purchases;

internal static class SamplePurchases
{
    public static PurchaseRecord New(string key, DateTimeOffset at, bool isUnique = false) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Key = key,
        IsUnique = isUnique,
        RequestFingerprint = "f",
        Target = "GET http://shop.example/weather/london",
        Requirements = SamplePayments.Requirements,
        Payment = SamplePayments.Payload,
        Identity = new PaymentIdentity(
            new PaymentId("eip155:31337", "0x4020de5000000000000000000000000000000001", "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", $"0x{Guid.NewGuid():n}{Guid.NewGuid():n}"),
            UInt256.Parse("10000"), at.AddMinutes(5)),
        CreatedAt = at,
    };
}
