using System.Text.Json;
using X402.TestSupport.Chain;

namespace X402.Contracts.Tests;

/// <summary>What a transaction does on the chain.</summary>
internal static class ChainAssertions
{
    /// <summary>Sends a transaction, has it mined and expects it to succeed.</summary>
    public static async Task<JsonElement> ExecuteAsync(this AnvilProcess chain, string from, string to, string data, CancellationToken cancellationToken)
    {
        var receipt = await chain.WaitForReceiptAsync(await chain.SendAsync(from, to, data, cancellationToken), cancellationToken);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        return receipt;
    }

    /// <summary>Expects a call to revert with a text.</summary>
    public static async Task AssertRevertsAsync(
        this AnvilProcess chain, string reason, string to, string data, string from, CancellationToken cancellationToken)
    {
        var error = await Assert.ThrowsAsync<ChainErrorException>(() => chain.CallAsync(to, data, from, cancellationToken));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        // Error(string): programs decode it
        Assert.StartsWith("0x08c379a0", error.RevertData, StringComparison.Ordinal);
    }
}
