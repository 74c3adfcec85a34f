using X402.Evm;
using X402.Evm.Rpc;

namespace X402.Contracts.Tests.Token;

/// <summary>The first topics of the token's events (the same as on public networks).</summary>
internal static class EventTopics
{
    public static Hash32 Transfer { get; } = Vectors.Topic("Transfer(address,address,uint256)");

    public static Hash32 AuthorizationUsed { get; } = Vectors.Topic("AuthorizationUsed(address,bytes32)");

    public static Hash32 AuthorizationCanceled { get; } = Hash32.Keccak("AuthorizationCanceled(address,bytes32)"u8);

    public static IEnumerable<Hash32> Of(TransactionReceipt receipt) => receipt.Logs.Select(log => log.Topics[0]);
}
