using X402.Evm;
using X402.Evm.Rpc;
using X402.TestSupport.Chain;

namespace X402.Interop.Tests.Support;

internal static class ChainAssertions
{
    /// <summary>The transaction is on the chain and moved this much from the payer to the payee, by the token's own event.</summary>
    public static async Task MovedAsync(this AnvilProcess chain, string transaction, EvmAddress from, ulong amount)
    {
        var receipt = await chain.Rpc.SendAsync(EvmRpcCalls.Receipt(Hash32.Parse(transaction)), TestContext.Current.CancellationToken);
        Assert.NotNull(receipt);
        Assert.True(receipt.Succeeded);
        var transfer = Assert.Single(receipt.Logs, log => log.Address == chain.TokenAddress && log.Topics.Count == 3 && log.Topics[0] == s_transfer);
        Assert.Equal(from, AddressOf(transfer.Topics[1]));
        Assert.Equal(chain.Accounts[1].Address, AddressOf(transfer.Topics[2]));
        Assert.Equal<Money.UInt256>(amount, Money.UInt256.FromBigEndian(transfer.Data.Span));
    }

    private static readonly Hash32 s_transfer = Hash32.Keccak("Transfer(address,address,uint256)"u8);

    private static EvmAddress AddressOf(Hash32 topic)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        topic.CopyTo(bytes);
        return new EvmAddress(bytes[12..]);
    }
}
