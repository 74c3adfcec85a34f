namespace X402.Schemes;

/// <summary>What a chain shows of a payment.</summary>
/// <param name="Fate">Whether it happened, may still happen, or never will.</param>
/// <param name="Transaction">The transaction that made it, where it happened.</param>
public readonly record struct SettlementFinding(AuthorizationFate Fate, string? Transaction = null);
