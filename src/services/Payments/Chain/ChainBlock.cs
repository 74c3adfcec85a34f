using X402.Money;

namespace X402.Services.Payments.Chain;

/// <summary>One block.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When it was made, by its own clock.</param>
/// <param name="Transactions">The hashes of its transactions.</param>
/// <param name="GasUsed">Gas that its transactions used.</param>
/// <param name="GasLimit">Gas that they could have used.</param>
/// <param name="BaseFee">Wei per gas that every transaction paid at least.</param>
public sealed record ChainBlock(ulong Number, string Hash, DateTimeOffset At, IReadOnlyList<string> Transactions, ulong GasUsed, ulong GasLimit, UInt256 BaseFee);
