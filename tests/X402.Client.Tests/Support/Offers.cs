using System.Text.Json;
using X402.Assets;
using X402.Protocol;

namespace X402.Client.Tests.Support;

internal static class Offers
{
    public const string Network = "eip155:31337";
    public const string PayTo = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    /// <summary>0.01 of the development dollar.</summary>
    public static PaymentRequirements Cent { get; } = Exact("10000");

    /// <summary>0.01 USDC on a network that version 1 has a name for.</summary>
    public static PaymentRequirements CentOnBaseSepolia { get; } =
        Exact("10000") with { Network = "eip155:84532", Asset = "0x036CbD53842c5426634e7929541eC2318f3dCF7e", Extra = Extra("""{"name":"USDC","version":"2"}""") };

    public static PaymentRequirements Exact(string amount) => new()
    {
        Scheme = "exact",
        Network = Network,
        Amount = amount,
        Asset = KnownAssets.DevelopmentDollarAddress,
        PayTo = PayTo,
        MaxTimeoutSeconds = 300,
        Extra = Extra("""{"name":"X402 Development Dollar","version":"1"}"""),
    };

    public static JsonElement Extra(string json) => JsonElement.Parse(json);

    public static PaymentRequired Required(string? error, params PaymentRequirements[] offers) => new()
    {
        Error = error,
        Resource = new ResourceInfo { Url = "/weather/london", Description = "", MimeType = "text/plain" },
        Accepts = offers,
    };
}
