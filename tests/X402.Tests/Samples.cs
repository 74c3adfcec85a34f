using System.Text.Json;
using X402.Protocol;

namespace X402.Tests;

/// <summary>Messages to start from.</summary>
internal static class Samples
{
    public const string Asset = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    public const string PayTo = "0x1563915e194D8CfBA1943570603F7606A3115508";
    public const string Transaction = "0xabababababababababababababababababababababababababababababababab";

    public static PaymentRequirements Requirements { get; } = new()
    {
        Scheme = "exact",
        Network = "eip155:84532",
        Amount = "10000",
        Asset = Asset,
        PayTo = PayTo,
        MaxTimeoutSeconds = 60,
        Extra = Json("""{"name":"USDC","version":"2"}"""),
    };

    public static ResourceInfo Resource { get; } = new() { Url = "https://api.example.com/premium", Description = "", MimeType = "application/json" };

    public static PaymentPayload Payment => new()
    {
        X402Version = ProtocolVersion.V2,
        Scheme = Requirements.Scheme,
        Network = Requirements.Network,
        Payload = Json("""{"signature":"0x01"}"""),
        Accepted = Requirements,
    };

    public static PaymentPayload PaymentV1 => Payment with { X402Version = ProtocolVersion.V1, Accepted = null };

    public static FacilitatorRequest Request => new(ProtocolVersion.V2, Payment, Requirements);

    public static SettleResponse Receipt { get; } = new() { Success = true, Transaction = Transaction, Network = Requirements.Network };

    public static JsonElement Json(string text) => JsonElement.Parse(text);
}
