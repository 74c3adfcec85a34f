using System.Text.Json;

namespace X402.AspNetCore;

/// <summary>What an extension says in the 402 answers of an endpoint.</summary>
/// <param name="Value">Its value, by convention <c>{"info":{...},"schema":{...}}</c>. Clients send it back with every payment, so keep it short.</param>
public sealed record PaymentExtensionDeclaration(JsonElement Value)
{
    /// <summary>Whether buyers have to answer it. Then nothing is offered to clients of version 1, which cannot.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether what is said differs between the URLs of the endpoint. Then <see cref="IPaymentExtension.Describe"/> is asked for each.</summary>
    public bool IsPerUrl { get; init; }
}
