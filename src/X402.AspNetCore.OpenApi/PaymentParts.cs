using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using X402.Protocol;

namespace X402.AspNetCore.OpenApi;

/// <summary>What a payment adds to an operation.</summary>
internal static class PaymentParts
{
    private const string Scheme = "x402";
    private const string SchemeV1 = "x402-v1";

    public static void AddSchemes(OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = InHeader(PaymentHeaders.PaymentSignature, "A signed payment, x402 version 2: base64 of JSON, made for one of the offers of the 402 answer.");
        document.Components.SecuritySchemes[SchemeV1] = InHeader(PaymentHeaders.XPayment, "A signed payment, x402 version 1: base64 of JSON, made for one of the offers of the 402 answer.");
    }

    public static void Describe(OpenApiDocument document, OpenApiOperation operation, PaidEndpointInfo endpoint)
    {
        operation.Summary ??= endpoint.Description;
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        operation.Extensions["x-payment-info"] = new JsonNodeExtension(Info(endpoint));
        operation.Security ??= [];
        operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] });
        operation.Security.Add(new() { [new OpenApiSecuritySchemeReference(SchemeV1, document)] = [] });
        operation.Responses ??= [];
        foreach (var (status, response) in operation.Responses)
        {
            if (status.StartsWith('2') && response is OpenApiResponse paid)
                AddHeader(paid, PaymentHeaders.PaymentResponse, "The receipt: base64 of JSON with payer and transaction. Version 1 has it in X-PAYMENT-RESPONSE.");
        }
        var unpaid = new OpenApiResponse
        {
            Description = "Payment required: pay for one of the offers, and ask again.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = OfferV1() } },
        };
        AddHeader(unpaid, PaymentHeaders.PaymentRequired, "The offers, x402 version 2: base64 of JSON.");
        operation.Responses["402"] = unpaid;
    }

    private static OpenApiSecurityScheme InHeader(string name, string description) => new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = description };

    private static void AddHeader(OpenApiResponse response, string name, string description)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    // what is fixed is said, what depends on the request is in its 402 answer
    private static JsonObject Info(PaidEndpointInfo endpoint)
    {
        var accepts = new JsonArray();
        foreach (var requirements in endpoint.Accepts)
        {
            accepts.Add((JsonNode)new JsonObject
            {
                ["scheme"] = requirements.Scheme,
                ["network"] = requirements.Network,
                ["asset"] = requirements.Asset,
                ["amount"] = requirements.Amount,
                ["payTo"] = requirements.PayTo,
            });
        }
        return new()
        {
            ["protocols"] = new JsonArray((JsonNode)"x402"),
            ["pricingMode"] = endpoint.Prices.Count > 0 ? "fixed" : "dynamic",
            ["prices"] = new JsonArray([.. endpoint.Prices.Select(price => (JsonNode)price)]),
            ["accepts"] = accepts,
        };
    }

    private static OpenApiSchema OfferV1() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The offers, x402 version 1.",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["x402Version"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["error"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["accepts"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object } },
        },
        Required = new HashSet<string> { "x402Version", "accepts" },
    };
}
