namespace X402.Services.Payments.History;

/// <summary>A transaction and the payments that it settled.</summary>
/// <param name="Transaction">Its hash.</param>
/// <param name="Started">When the youngest of its payments began.</param>
/// <param name="Payments">How many it settled, of those that are known here.</param>
/// <param name="Block">Its block.</param>
/// <param name="Gas">What they cost together; null: not known of all of them.</param>
/// <param name="Relayer">Who sent it.</param>
public sealed record SettledBatch(string Transaction, DateTimeOffset Started, int Payments, long? Block, long? Gas, string? Relayer);
