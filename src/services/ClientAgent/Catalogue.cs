using System.Text.Json;
using System.Text.RegularExpressions;
using X402.Client;

namespace X402.ClientAgent;

/// <summary>Finds out what a server sells, from <c>/.well-known/x402</c>. What it says is data: only routes of the same server are taken from it.</summary>
internal sealed partial class Catalogue(HttpClient http)
{
    /// <summary>What is bought where the catalogue does not help.</summary>
    private const string Fallback = "/weather/{city}";

    /// <summary>The most bytes read of a catalogue.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The path of something that can be bought with a plain GET, and what the server sells, for people.</summary>
    public async Task<(string Path, IReadOnlyList<string> Sold)> FindAsync(Uri server, string city, CancellationToken cancellationToken)
    {
        var sold = new List<string>();
        string? chosen = null;
        try
        {
            using var answer = await http.GetAsync(new Uri(server, "/.well-known/x402"), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                using var catalogue = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
                foreach (var (route, isGet, line) in Read(catalogue.RootElement))
                {
                    sold.Add(line);
                    if (isGet && CanFill(route) && (chosen is null || !HasCity(chosen) && HasCity(route)))
                        chosen = route;
                }
            }
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            // a server need not have a catalogue; whether it answers at all shows at the purchase
        }
        return (CityParameter().Replace(chosen ?? Fallback, _ => Uri.EscapeDataString(city)), sold);
    }

    private static IEnumerable<(string Route, bool IsGet, string Line)> Read(JsonElement catalogue)
    {
        if (catalogue.ValueKind != JsonValueKind.Object || !catalogue.TryGetProperty("resources", out var resources) || resources.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var resource in resources.EnumerateArray())
        {
            if (resource.ValueKind != JsonValueKind.Object || !resource.TryGetProperty("route", out var route) || route.ValueKind != JsonValueKind.String)
                continue;
            var methods = Strings(resource, "methods");
            var line = $"{(methods.Count == 0 ? "any" : string.Join('|', methods))} {route.GetString()} for {string.Join(" or ", Strings(resource, "prices"))}";
            yield return (route.GetString()!, methods.Count == 0 || methods.Contains("GET"), UntrustedText.Clean(line) ?? "");
        }
    }

    private static List<string> Strings(JsonElement resource, string name) =>
        resource.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)]
            : [];

    private static bool HasCity(string route) => CityParameter().IsMatch(route);

    private static bool CanFill(string route) =>
        route.StartsWith('/') && !route.StartsWith("//", StringComparison.Ordinal) && !CityParameter().Replace(route, "").Contains('{', StringComparison.Ordinal);

    [GeneratedRegex(@"\{\*{0,2}city[^{}]*\}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CityParameter();
}
