using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace X402.AspNetCore.Discovery;

/// <summary>
/// The extension <c>bazaar</c> (digest section 16.1): tells how an endpoint is called and what it answers, for facilitators that catalogue what is sold. Takes part
/// where an endpoint has <see cref="EndpointDiscovery"/>; <c>.WithoutPaymentExtension("bazaar")</c> keeps it out. Parameters of the path are those of the request.
/// </summary>
internal sealed class BazaarExtension(IOptions<X402ServerOptions> options) : IPaymentExtension
{
    public const string WireName = "bazaar";

    private const string PathParams = "pathParams";

    public string Name => WireName;

    public PaymentExtensionDeclaration? Declare(PaymentExtensionEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<EndpointDiscovery>() is not { } discovery)
            return null;
        var value = Fits(discovery.Bazaar) ? discovery.Bazaar : WithoutOutput(discovery.Bazaar);
        return Fits(value) ? new(value) { IsPerUrl = PathSchema(value).ValueKind == JsonValueKind.Object } : null;
    }

    public JsonElement Describe(HttpContext context, PaymentExtensionDeclaration declaration)
    {
        var path = new JsonObject();
        foreach (var parameter in PathSchema(declaration.Value).EnumerateObject())
        {
            if (context.Request.RouteValues.TryGetValue(parameter.Name, out var value))
                path[parameter.Name] = ValueOf(System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", parameter.Value);
        }
        var bazaar = JsonObject.Create(declaration.Value)!;
        if (bazaar["info"]?["input"] is JsonObject input)
            input[PathParams] = path;
        return Write(bazaar);
    }

    private bool Fits(JsonElement document) => document.GetRawText().Length <= options.Value.DiscoveryLimit;

    private static JsonElement WithoutOutput(JsonElement document)
    {
        var bazaar = JsonObject.Create(document)!;
        bazaar["info"]!.AsObject().Remove("output");
        (bazaar["schema"]!["properties"] as JsonObject)?.Remove("output");
        // what only the output referred to
        if (bazaar["schema"]!["properties"]?.ToJsonString().Contains("#/$defs/", StringComparison.Ordinal) != true)
            bazaar["schema"]!.AsObject().Remove("$defs");
        return Write(bazaar);
    }

    // the properties of the schema of the path's parameters
    private static JsonElement PathSchema(JsonElement document)
    {
        var at = document;
        foreach (var step in (ReadOnlySpan<string>)["schema", "properties", "input", "properties", PathParams, "properties"])
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
                return default;
        }
        return at;
    }

    // a segment that is not what the schema wants is not served either; it is named as it stands
    private static JsonValue ValueOf(string text, JsonElement schema) => schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type)
        ? type.ToString() switch
        {
            "integer" or "number" when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            "boolean" when bool.TryParse(text, out var truth) => JsonValue.Create(truth),
            _ => JsonValue.Create(text),
        }
        : JsonValue.Create(text);

    // in the spelling of the codecs, so that an offer is the same however often it is read and written
    private static JsonElement Write(JsonObject bazaar)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            bazaar.WriteTo(writer);
        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
