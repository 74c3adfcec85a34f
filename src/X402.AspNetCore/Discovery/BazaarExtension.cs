using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace X402.AspNetCore.Discovery;

/// <summary>
/// The extension <c>bazaar</c> (digest section 16.1): tells how an endpoint is called and what it answers, for facilitators that catalogue what is sold. Takes part
/// where an endpoint has <see cref="EndpointDiscovery"/>; <c>.WithoutPaymentExtension("bazaar")</c> keeps it out.
/// </summary>
internal sealed class BazaarExtension(IOptions<X402ServerOptions> options) : IPaymentExtension
{
    public const string WireName = "bazaar";

    public string Name => WireName;

    public PaymentExtensionDeclaration? Declare(PaymentExtensionEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<EndpointDiscovery>() is not { } discovery)
            return null;
        var value = Fits(discovery.Bazaar) ? discovery.Bazaar : WithoutOutput(discovery.Bazaar);
        return Fits(value) ? new(value) : null;
    }

    private bool Fits(JsonElement document) => document.GetRawText().Length <= options.Value.DiscoveryLimit;

    private static JsonElement WithoutOutput(JsonElement document)
    {
        var bazaar = JsonObject.Create(document)!;
        bazaar["info"]!.AsObject().Remove("output");
        (bazaar["schema"]!["properties"] as JsonObject)?.Remove("output");
        return JsonElement.Parse(bazaar.ToJsonString());
    }
}
