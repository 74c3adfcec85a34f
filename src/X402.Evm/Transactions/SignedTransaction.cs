namespace X402.Evm.Transactions;

/// <summary>A signed transaction. Journal <see cref="Raw"/> before it is sent: only these bytes have this hash.</summary>
/// <param name="Transaction">What was signed.</param>
/// <param name="Raw">What <c>eth_sendRawTransaction</c> takes.</param>
/// <param name="Hash">The transaction hash.</param>
/// <param name="From">The account that signed.</param>
public sealed record SignedTransaction(Eip1559Transaction Transaction, ReadOnlyMemory<byte> Raw, Hash32 Hash, EvmAddress From);
