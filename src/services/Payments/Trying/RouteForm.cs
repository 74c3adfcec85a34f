using System.Text.RegularExpressions;
using X402.Services.Payments.Catalogue;

namespace X402.Services.Payments.Trying;

/// <summary>An endpoint of the catalogue as a form: its parameters with values.</summary>
public sealed partial class RouteForm
{
    private const string Sample = """
        { "text": "x402 lets a server ask for money. A client signs a payment and asks again. The money moves on the chain. Nobody needs an account." }
        """;

    private readonly string _route;

    /// <summary>Reads the route's parameters.</summary>
    public RouteForm(CatalogueEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _route = entry.Route;
        Method = entry.Methods is [var first, ..] ? first : "GET";
        foreach (Match hole in Hole().Matches(_route))
            Values[hole.Groups["name"].Value] = hole.Groups["name"].Value == "city" ? "london" : "";
        if (Method is "POST" or "PUT" or "PATCH")
            Body = Sample;
    }

    /// <summary>The method it is asked with.</summary>
    public string Method { get; }

    /// <summary>The values of the route's parameters.</summary>
    public Dictionary<string, string> Values { get; } = [];

    /// <summary>What stands behind the question mark.</summary>
    public string Query { get; set; } = "";

    /// <summary>The body, for methods that have one.</summary>
    public string? Body { get; set; }

    /// <summary>The request. Whatever was written stays inside of its place in the path.</summary>
    public TrialRequest ToRequest()
    {
        var path = Hole().Replace(_route, hole => Uri.EscapeDataString(Values.GetValueOrDefault(hole.Groups["name"].Value, "")));
        var query = Query.Trim().TrimStart('?');
        return new(Method, query.Length == 0 ? path : $"{path}?{query}", Body);
    }

    [GeneratedRegex(@"\{\*{0,2}(?<name>[^}:=?]+)[^}]*\}")]
    private static partial Regex Hole();
}
