using System.Text.Json;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;

namespace X402.Redis.Tests;

/// <summary>Makes reservations that differ in what a test is about.</summary>
internal static class SamplePayments
{
    private static int s_nonce;

    public static PaymentReservation New(DateTimeOffset now, string fingerprint = "bought", TimeSpan? lease = null, PaymentId? id = null) => new()
    {
        Id = id ?? new("eip155:31337", "0x4020de5000000000000000000000000000000001", "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
            $"0x{Guid.NewGuid():n}{Interlocked.Increment(ref s_nonce):x32}"),
        RequestFingerprint = fingerprint,
        Requirements = Requirements,
        Payload = Payload,
        Endpoint = "GET /weather/{city}",
        ValidBefore = now.AddMinutes(5),
        Owner = "server-1",
        Lease = lease ?? TimeSpan.FromSeconds(30),
        TraceId = "0af7651916cd43dd8448eb211c80319c",
    };

    public static PaymentRequirements Requirements { get; } = new()
    {
        Scheme = "exact",
        Network = "eip155:31337",
        Amount = "10000",
        Asset = "0x4020dE5000000000000000000000000000000001",
        PayTo = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        MaxTimeoutSeconds = 300,
        Extra = JsonElement.Parse("""{"name":"X402 Development Dollar","version":"1"}"""),
    };

    public static PaymentPayload Payload { get; } = new()
    {
        X402Version = 2,
        Scheme = "exact",
        Network = "eip155:31337",
        Accepted = Requirements,
        Payload = JsonElement.Parse("""{"signature":"0x00","authorization":{"value":"10000"}}"""),
    };

    public static SettleResponse Receipt { get; } = new() { Success = true, Transaction = "0xabc", Network = "eip155:31337", Payer = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC" };

    public static StoredResponse Response { get; } = new(200, [new("Content-Type", "application/json"), new("Set-Cookie", "a=1"), new("Set-Cookie", "b=2")], "{\"sky\":\"clear\"}"u8.ToArray());
}
