using System.Text.Json;
using System.Text.Json.Nodes;

namespace X402.AspNetCore.Discovery;

/// <summary>
/// The extension <c>bazaar</c> (digest section 16.1): tells how an endpoint is called and what it answers, for facilitators that catalogue what is sold. Takes part
/// where an endpoint has <see cref="EndpointDiscovery"/>; <c>.WithoutPaymentExtension("bazaar")</c> keeps it out.
/// </summary>
internal sealed class BazaarExtension : IPaymentExtension
{
    public const string WireName = "bazaar";

    /// <summary>Clients send it back with every payment, in one header. What is longer goes without the answer's schema, or stays in the catalogue.</summary>
    public const int MaxLength = 4096;

    public string Name => WireName;

    public PaymentExtensionDeclaration? Declare(PaymentExtensionEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<EndpointDiscovery>() is not { } discovery)
            return null;
        var value = Fits(discovery.Bazaar) ? discovery.Bazaar : WithoutOutput(discovery.Bazaar);
        return Fits(value) ? new(value) : null;
    }

    /// <summary>Whether a document is short enough for every 402 answer.</summary>
    public static bool Fits(JsonElement document) => document.GetRawText().Length <= MaxLength;

    private static JsonElement WithoutOutput(JsonElement document)
    {
        var bazaar = JsonObject.Create(document)!;
        bazaar["info"]!.AsObject().Remove("output");
        (bazaar["schema"]!["properties"] as JsonObject)?.Remove("output");
        return JsonElement.Parse(bazaar.ToJsonString());
    }
}
