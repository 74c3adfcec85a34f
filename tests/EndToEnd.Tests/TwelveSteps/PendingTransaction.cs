using X402.Evm;
using X402.TestSupport.Chain;

namespace X402.EndToEnd.Tests.TwelveSteps;

/// <summary>A transaction that waits for a block.</summary>
internal sealed record PendingTransaction(Hash32 Hash, EvmAddress From, EvmAddress To)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the node's pool has a transaction that carries the nonce of an authorization.</summary>
    public static async Task<PendingTransaction> WaitAsync(AnvilProcess chain, string nonce, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pool = await chain.RpcAsync("txpool_content", [], cancellationToken);
            var transaction = pool.GetProperty("pending").EnumerateObject()
                .SelectMany(sender => sender.Value.EnumerateObject())
                .Select(numbered => numbered.Value)
                .FirstOrDefault(transaction => transaction.GetProperty("input").GetString()!.Contains(nonce[2..], StringComparison.OrdinalIgnoreCase));
            if (transaction.ValueKind == System.Text.Json.JsonValueKind.Object)
                return new(Hash32.Parse(transaction.GetProperty("hash").GetString()), Address("from"), Address("to"));
            await Task.Delay(s_poll, cancellationToken);

            EvmAddress Address(string member) => EvmAddress.Parse(transaction.GetProperty(member).GetString());
        }
    }
}
