namespace X402.Services.Payments.Catalogue;

/// <summary>Something that a resource server sells.</summary>
/// <param name="Route">The route.</param>
/// <param name="Methods">The methods; none: any.</param>
/// <param name="Prices">What it costs, one way of paying each.</param>
/// <param name="Description">What one gets.</param>
public sealed record CatalogueEntry(string Route, IReadOnlyList<string>? Methods, IReadOnlyList<string>? Prices, string? Description)
{
    /// <summary>What telemetry calls it: methods and route.</summary>
    public string Name => Methods is { Count: > 0 } methods ? $"{string.Join(',', methods)} {Route}" : Route;
}
