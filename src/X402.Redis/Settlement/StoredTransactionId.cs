namespace X402.Redis.Settlement;

/// <summary>A relayer transaction's place as it is stored.</summary>
internal sealed record StoredTransactionId(string Network, string Relayer, ulong Nonce);
