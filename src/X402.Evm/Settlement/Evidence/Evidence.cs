using X402.Evm.Rpc;

namespace X402.Evm.Settlement;

/// <summary>What was found, with the receipt that shows it.</summary>
internal readonly record struct Evidence(EvidenceKind Kind, TransactionReceipt? Receipt = null);
