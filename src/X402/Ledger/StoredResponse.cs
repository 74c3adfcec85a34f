namespace X402.Ledger;

/// <summary>An answer kept for delivery after settlement and for redelivery to the same payer.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="Headers">The headers the handler set, repeated names as separate entries.</param>
/// <param name="Body">The body.</param>
public sealed record StoredResponse(int StatusCode, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
