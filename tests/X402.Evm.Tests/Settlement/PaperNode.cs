using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using X402.Evm.Rpc;
using X402.Evm.Transactions;
using X402.Money;

namespace X402.Evm.Tests.Settlement;

/// <summary>A node that takes every transaction, mines none, and charges what the test says. What was sent can be waited for.</summary>
internal sealed class PaperNode : IEvmRpc
{
    private readonly Channel<SignedTransaction> _sent = Channel.CreateUnbounded<SignedTransaction>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public UInt256 Balance { get; set; } = 1_000_000_000_000_000_000;

    /// <summary>The nonce that the chain expects next, of every account.</summary>
    public ulong NextNonce { get; set; }

    public ulong BaseFee { get; set; } = 1_000_000_000;

    public ulong PriorityFee { get; set; } = 1_000_000_000;

    /// <summary>Waited for before a method is answered.</summary>
    public Func<string, Task>? Answering { get; set; }

    /// <summary>Whether something was sent that no test has looked at yet.</summary>
    public bool HasSent => _sent.Reader.TryPeek(out _);

    public async Task<Eip1559Transaction> SentAsync() => (await _sent.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation)).Transaction;

    public async Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        foreach (var call in calls)
        {
            if (Answering is { } answering)
                await answering(call.Method);
            call.Complete(JsonElement.Parse(call.Method switch
            {
                "eth_getTransactionCount" => $"\"0x{NextNonce:x}\"",
                "eth_getTransactionReceipt" => "null",
                "eth_getLogs" => "[]",
                // no authorization is used
                "eth_call" => $"\"0x{0:x64}\"",
                "eth_getBlockByNumber" => $$"""{"number":"0x64","hash":"0x{{100:x64}}","parentHash":"0x{{99:x64}}","timestamp":"0x0","gasLimit":"0x1c9c380"}""",
                "eth_getCode" => "\"0x\"",
                "eth_getBalance" => $"\"{Hex.EncodeQuantity((ulong)Balance)}\"",
                "eth_feeHistory" => $$"""{"oldestBlock":"0x1","gasUsedRatio":[0.5],"baseFeePerGas":["0x{{BaseFee:x}}","0x{{BaseFee:x}}"],"reward":[["0x{{PriorityFee:x}}"]]}""",
                "eth_sendRawTransaction" => $"\"{Take(Encoding.UTF8.GetString(call.Parameters.Span)[2..^2])}\"",
                _ => throw new InvalidOperationException($"Nobody asks for {call.Method} here."),
            }));
        }
    }

    private Hash32 Take(string raw)
    {
        Assert.True(Eip1559Transaction.TryDecode(Hex.Decode(raw), out var signed));
        Assert.True(_sent.Writer.TryWrite(signed!));
        return signed!.Hash;
    }
}
