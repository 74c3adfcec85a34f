using System.Numerics;

namespace X402.Services.Payments.History;

/// <summary>What an endpoint has sold.</summary>
/// <param name="Endpoint">The route.</param>
/// <param name="Count">How many payments.</param>
/// <param name="Amount">How much, in atomic units; only to compare by.</param>
/// <param name="Money">How much, for people.</param>
/// <param name="Spread">How many payments in each part of the time.</param>
public sealed record EndpointSales(string Endpoint, int Count, BigInteger Amount, string Money, IReadOnlyList<int> Spread)
{
    /// <summary>An endpoint that has sold nothing.</summary>
    public static EndpointSales None(string endpoint, int parts) => new(endpoint, 0, BigInteger.Zero, "", new int[parts]);
}
