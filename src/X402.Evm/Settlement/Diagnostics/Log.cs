using Microsoft.Extensions.Logging;

namespace X402.Evm.Settlement;

/// <summary>What the settlement engine tells operators. Never keys, signatures or node addresses.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "{Network} is served: relayers {Relayers}, finality after {Finality} blocks, batches up to {BatchSize}.")]
    public static partial void NetworkReady(ILogger logger, string network, string relayers, ulong finality, int batchSize);

    [LoggerMessage(5001, LogLevel.Critical, "The node configured for {Network} is on chain {ChainId}. Nothing is settled on this network until the configuration is corrected.")]
    public static partial void WrongChain(ILogger logger, string network, ulong chainId);

    [LoggerMessage(5002, LogLevel.Warning, "{Network}: no node answers ({Problem}). It is asked again; nothing is lost.")]
    public static partial void ChainUnreachable(ILogger logger, string network, string problem);

    [LoggerMessage(5003, LogLevel.Information, "{Network}: the chain answers again.")]
    public static partial void ChainReachable(ILogger logger, string network);

    [LoggerMessage(5004, LogLevel.Debug, "Node {Index} did not answer ({Problem}); the next one is asked.")]
    public static partial void NodeFailed(ILogger logger, int index, string problem);

    [LoggerMessage(5005, LogLevel.Warning, "No node confirmed that it took transaction {Hash} (nonce {Nonce}): {Problem} The same bytes are sent again.")]
    public static partial void SendUnknown(ILogger logger, string hash, ulong nonce, string problem);

    [LoggerMessage(5006, LogLevel.Warning, "A node refused transaction {Hash} (nonce {Nonce}): {Message}. The same bytes are sent again.")]
    public static partial void SendRefused(ILogger logger, string hash, ulong nonce, string message);

    [LoggerMessage(5007, LogLevel.Information, "{Network}: relayer {Relayer} leased (fence {Fence}), next nonce {Nonce}, {Open} transactions resumed.")]
    public static partial void RelayerReady(ILogger logger, string network, EvmAddress relayer, long fence, ulong nonce, int open);

    [LoggerMessage(5008, LogLevel.Warning, "{Network}: the lease of relayer {Relayer} is lost; it signs nothing more here.")]
    public static partial void LeaseLost(ILogger logger, string network, EvmAddress relayer);

    [LoggerMessage(5009, LogLevel.Warning, "{Network}: relayer {Relayer} has {Balance} wei, which does not cover the next transaction. Fund it.")]
    public static partial void RelayerEmpty(ILogger logger, string network, EvmAddress relayer, string balance);

    [LoggerMessage(5010, LogLevel.Warning, "{Network}: gas costs more than the policy allows; {Count} settlements are refused.")]
    public static partial void TooExpensive(ILogger logger, string network, int count);

    [LoggerMessage(5011, LogLevel.Warning, "{Network}: relayer {Relayer} filled the gap at nonce {Nonce}.")]
    public static partial void GapFilled(ILogger logger, string network, EvmAddress relayer, ulong nonce);

    [LoggerMessage(5012, LogLevel.Warning, "{Network}: transaction with nonce {Nonce} of {Relayer} was not mined for {Seconds} s; replaced by {Hash} with a higher fee.")]
    public static partial void Replaced(ILogger logger, string network, ulong nonce, EvmAddress relayer, double seconds, string hash);

    [LoggerMessage(5013, LogLevel.Warning, "{Network}: the chain took back transaction {Hash} (reorganisation); {Count} settlements are open again.")]
    public static partial void Reorganised(ILogger logger, string network, string hash, int count);

    [LoggerMessage(5014, LogLevel.Error, "{Network}: nonce {Nonce} of {Relayer} was used by a transaction that is not ours. Is the key used elsewhere? {Count} settlements are signed again.")]
    public static partial void NonceStolen(ILogger logger, string network, ulong nonce, string relayer, int count);

    [LoggerMessage(5015, LogLevel.Error, "Settlement {Id} cannot be rebuilt from the journal: its scheme is not configured any more. It stays open.")]
    public static partial void CannotRestore(ILogger logger, string id);

    [LoggerMessage(5016, LogLevel.Warning, "{Network}: {Part} failed and is tried again.")]
    public static partial void PartFailed(ILogger logger, Exception exception, string network, string part);

    [LoggerMessage(5017, LogLevel.Warning, "Settlement {Id} was paid by transaction {Hash} that somebody else submitted.")]
    public static partial void Preempted(ILogger logger, string id, string hash);

    [LoggerMessage(5018, LogLevel.Warning, "Settlement {Id} failed on chain in {Hash}: {Reason}.")]
    public static partial void Reverted(ILogger logger, string id, string hash, string? reason);

    [LoggerMessage(5019, LogLevel.Warning, "The settlement journal cannot be reached ({Problem}); {What} waits for it.")]
    public static partial void JournalUnavailable(ILogger logger, string problem, string what);

    [LoggerMessage(5020, LogLevel.Warning, "{Network}: {Part} waits: {Problem}")]
    public static partial void PartWaits(ILogger logger, string network, string part, string problem);

    [LoggerMessage(5022, LogLevel.Error, "{Count} settlements in {Asset} failed on chain in a row. Nothing in it is sent for {Seconds} s, to keep the relayers' gas; then it is tried again.")]
    public static partial void Paused(ILogger logger, string asset, int count, double seconds);

    [LoggerMessage(5021, LogLevel.Error, "The node's answers about settlement {Id} in {Hash} contradict each other. It stays open until they agree; nothing is assumed.")]
    public static partial void Contradictory(ILogger logger, string id, string hash);

    [LoggerMessage(5023, LogLevel.Debug, "{Count} of {Quorum} nodes that have to agree have the receipt of {Hash}. They are asked again.")]
    public static partial void TooFewWitnesses(ILogger logger, string hash, int count, int quorum);

    [LoggerMessage(5024, LogLevel.Warning, "Nothing definite can be found out about settlement {Id} now ({Problem}). It stays open and is asked for again in {Seconds} s; the others go on.")]
    public static partial void SettlementUnclear(ILogger logger, Exception? exception, string id, string problem, double seconds);

    [LoggerMessage(5030, LogLevel.Error, "{Network}: the record {Record} cannot be read and is left as it is. What stands beside it goes on.")]
    public static partial void Unreadable(ILogger logger, string record, string network);
}
