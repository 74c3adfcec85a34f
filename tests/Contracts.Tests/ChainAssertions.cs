using X402.Evm;
using X402.Evm.Rpc;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests;

/// <summary>What a transaction does on the chain.</summary>
internal static class ChainAssertions
{
    /// <summary>Sends a transaction, has it mined and expects it to succeed.</summary>
    public static async Task<TransactionReceipt> ExecuteAsync(
        this AnvilProcess chain, EvmAddress from, EvmAddress to, byte[] data, CancellationToken cancellationToken)
    {
        var receipt = await chain.WaitForReceiptAsync(await chain.SendAsync(from, to, data, cancellationToken), cancellationToken);
        Assert.True(receipt.Succeeded);
        return receipt;
    }

    /// <summary>Expects a call to revert with a text, as <c>Error(string)</c>: programs decode it.</summary>
    public static async Task AssertRevertsAsync(
        this AnvilProcess chain, string reason, EvmAddress to, byte[] data, EvmAddress from, CancellationToken cancellationToken)
    {
        var result = await chain.CallAsync(to, data, from, cancellationToken);
        Assert.False(result.Succeeded);
        Assert.Equal([0x08, 0xc3, 0x79, 0xa0], result.Data.Span[..4].ToArray());
        Assert.Equal(reason, result.RevertReason.Text);
    }
}
