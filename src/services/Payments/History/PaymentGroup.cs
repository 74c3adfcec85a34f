namespace X402.Services.Payments.History;

/// <summary>Payments that are alike in everything a statistic looks at. Prices are few, so groups are few, however many payments there are.</summary>
/// <param name="Outcome">What became of them.</param>
/// <param name="Reason">Why they were refused or failed.</param>
/// <param name="Endpoint">What was bought.</param>
/// <param name="Network">The chain.</param>
/// <param name="Asset">The token.</param>
/// <param name="Amount">The amount of each, in atomic units.</param>
/// <param name="Part">In which part of the time they began.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Gas">Their gas together.</param>
/// <param name="WithGas">Of how many of them the gas is known.</param>
public sealed record PaymentGroup(
    PaymentOutcome Outcome, string? Reason, string? Endpoint, string? Network, string? Asset, string? Amount, int Part, int Count, long Gas, int WithGas);
