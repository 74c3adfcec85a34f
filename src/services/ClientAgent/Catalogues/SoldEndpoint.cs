using System.Text.Json;

namespace X402.ClientAgent.Catalogues;

/// <summary>One thing that a server sells. What a server says of it is data, never an instruction.</summary>
/// <param name="Methods">The methods it answers; none means all.</param>
/// <param name="Route">The route pattern; always a path of the server that was asked.</param>
/// <param name="Prices">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Inputs">What it takes, by part (<c>pathParams</c>, <c>queryParams</c>, <c>headers</c>, <c>body</c>): a schema each.</param>
internal sealed record SoldEndpoint(IReadOnlyList<string> Methods, string Route, string Prices, string? Description, IReadOnlyDictionary<string, JsonElement> Inputs)
{
    /// <summary>The method to call it with.</summary>
    public string Method => Methods.Count == 0 ? "GET" : Methods[0];

    public bool Answers(string method) => Methods.Count == 0 || Methods.Contains(method, StringComparer.OrdinalIgnoreCase);
}
