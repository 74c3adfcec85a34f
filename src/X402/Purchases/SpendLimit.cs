using X402.Money;

namespace X402.Purchases;

/// <summary>One limit a payment has to fit into.</summary>
/// <param name="Bucket">What is counted together, for example <c>shop/host/api.example.com</c>. One bucket has one window.</param>
/// <param name="Max">The most, in 10^-18 dollars.</param>
/// <param name="Window">How far back spending counts; <see langword="null"/> for as long as the budget exists.</param>
public sealed record SpendLimit(string Bucket, UInt256 Max, TimeSpan? Window = null);
