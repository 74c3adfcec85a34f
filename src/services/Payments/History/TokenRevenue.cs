using System.Numerics;

namespace X402.Services.Payments.History;

/// <summary>What came in of one token.</summary>
/// <param name="Network">The chain.</param>
/// <param name="Asset">The token's contract.</param>
/// <param name="Total">All of it, in atomic units.</param>
/// <param name="ByEndpoint">Atomic units in each part of the time, by endpoint.</param>
public sealed record TokenRevenue(string? Network, string? Asset, BigInteger Total, IReadOnlyDictionary<string, IReadOnlyList<BigInteger>> ByEndpoint)
{
    /// <summary>An amount of this token, for people.</summary>
    public string Money(BigInteger units) => MoneyText.Of(units, Network, Asset);

    /// <summary>The same as a length, for charts only: it is rounded.</summary>
    public double Height(BigInteger units) => (double)units / Math.Pow(10, MoneyText.Decimals(Network, Asset));
}
