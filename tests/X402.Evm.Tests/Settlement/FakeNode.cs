using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.Transactions;
using X402.Money;
using X402.Protocol;

namespace X402.Evm.Tests.Settlement;

/// <summary>
/// A node of a chain that the test writes, and which answers something else where the test wants it to. It takes every transaction and mines none;
/// what was sent can be waited for.
/// </summary>
internal sealed class FakeNode(TimeProvider? time = null) : IEvmRpc
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Channel<SignedTransaction> _sent = Channel.CreateUnbounded<SignedTransaction>();
    private readonly ConcurrentDictionary<string, (ulong Block, string Json)> _receipts = new();
    private readonly ConcurrentDictionary<string, string> _events = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private ulong _head = 100;
    private volatile string _branch = "a";

    /// <summary>The newest block.</summary>
    public ulong Head
    {
        get => Interlocked.Read(ref _head);
        set => Interlocked.Exchange(ref _head, value);
    }

    /// <summary>Part of every block's hash: another one is another history.</summary>
    public string Branch
    {
        get => _branch;
        set => _branch = value;
    }

    /// <summary>What every account has, in wei.</summary>
    public ulong Balance { get; set; } = 1_000_000_000_000_000_000;

    /// <summary>The nonce that the chain expects next, of every account.</summary>
    public ulong NextNonce { get; set; }

    public ulong BaseFee { get; set; } = 1_000_000_000;

    public ulong PriorityFee { get; set; } = 1_000_000_000;

    /// <summary>Waited for before a method is answered.</summary>
    public Func<string, Task>? Answering { get; set; }

    /// <summary>
    /// Given method and parameters: the result to tell, or <see langword="null"/> for the true one. A <see cref="NodeErrorException"/> is the outcome
    /// of this call, any other exception that of the whole round trip.
    /// </summary>
    public Func<string, string, string?>? Meddle { get; set; }

    /// <summary>Whether something was sent that no test has looked at yet.</summary>
    public bool HasSent => _sent.Reader.TryPeek(out _);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<Eip1559Transaction> SentAsync() => (await _sent.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation)).Transaction;

    /// <summary>A block's hash.</summary>
    public string HashOf(ulong number) => $"0x{_branch}{number:x63}";

    /// <summary>How often a method was asked for.</summary>
    public int CountOf(string method) => _asked.Count(asked => asked == method);

    /// <summary>Puts a transaction into a block that makes the payment.</summary>
    public void Pay(FacilitatorRequest payment, string transaction, ulong block)
    {
        Assert.True(Eip3009Payload.TryRead(payment.Payload.Payload, out var payload, out _, out var detail), detail);
        var (authorization, asset) = (payload.Authorization, payment.Requirements.Asset);
        var used = Event(asset, transaction, block, 0, "0x", Eip3009Token.AuthorizationUsedTopic, Topic(authorization.From), authorization.Nonce);
        var moved = Event(asset, transaction, block, 1, Word(authorization.Value), Eip3009Token.TransferTopic, Topic(authorization.From), Topic(authorization.To));
        _events[authorization.Nonce.ToString()] = used;
        Put(transaction, block, true, $"{used},{moved}");
    }

    /// <summary>Puts a transaction into a block that was reverted.</summary>
    public void Revert(string transaction, ulong block) => Put(transaction, block, false, "");

    /// <summary>Takes a transaction out of the chain, with the payment it made.</summary>
    public void Remove(string transaction)
    {
        _receipts.TryRemove(transaction, out _);
        foreach (var (nonce, log) in _events)
        {
            if (log.Contains(transaction, StringComparison.Ordinal))
                _events.TryRemove(nonce, out _);
        }
    }

    public async Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcomes = new List<Action>();
        foreach (var call in calls)
        {
            var parameters = Encoding.UTF8.GetString(call.Parameters.Span);
            _asked.Enqueue(call.Method);
            if (Answering is { } answering)
                await answering(call.Method);
            try
            {
                var result = JsonElement.Parse(Meddle?.Invoke(call.Method, parameters) ?? Answer(call.Method, parameters));
                outcomes.Add(() => call.Complete(result));
            }
            catch (NodeErrorException exception)
            {
                outcomes.Add(() => call.Fail(new(-32000, exception.Message, default)));
            }
        }
        outcomes.ForEach(static outcome => outcome());
    }

    private string Answer(string method, string parameters) => method switch
    {
        "eth_chainId" => "\"0x14a34\"",
        "web3_clientVersion" => "\"fake\"",
        "eth_blockNumber" => $"\"0x{Head:x}\"",
        "eth_getBlockByNumber" => Block(parameters.Split('"')[1]),
        "eth_getTransactionReceipt" => _receipts.TryGetValue(parameters.Split('"')[1], out var receipt) ? receipt.Json.Replace("BLOCKHASH", HashOf(receipt.Block), StringComparison.Ordinal) : "null",
        "eth_getTransactionCount" => $"\"0x{NextNonce:x}\"",
        "eth_getCode" => "\"0x\"",
        "eth_getBalance" => $"\"0x{Balance:x}\"",
        "eth_feeHistory" => $$"""{"oldestBlock":"0x1","gasUsedRatio":[0.5],"baseFeePerGas":["0x{{BaseFee:x}}","0x{{BaseFee:x}}"],"reward":[["0x{{PriorityFee:x}}"]]}""",
        "eth_getLogs" => $"[{string.Join(',', _events.Where(pair => parameters.Contains(pair.Key, StringComparison.Ordinal)).Select(static pair => pair.Value))}]",
        "eth_call" => $"\"{Word(_events.Keys.Any(nonce => parameters.Contains(nonce[2..], StringComparison.Ordinal)) ? 1UL : 0)}\"",
        "eth_sendRawTransaction" => $"\"{Take(parameters.Split('"')[1])}\"",
        _ => throw new InvalidOperationException($"Nobody asks for {method} here."),
    };

    private string Take(string raw)
    {
        // what a test has journalled by a hash alone has no bytes
        if (raw == "0x")
            return Word(1);
        Assert.True(Eip1559Transaction.TryDecode(Hex.Decode(raw), out var signed));
        Assert.True(_sent.Writer.TryWrite(signed!));
        return signed!.Hash.ToString();
    }

    private string Block(string tag)
    {
        var number = tag.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToUInt64(tag, 16) : Head;
        return number > Head ? "null"
            : $$"""{"number":"0x{{number:x}}","hash":"{{HashOf(number)}}","parentHash":"{{HashOf(number - 1)}}","timestamp":"0x{{_time.GetUtcNow().ToUnixTimeSeconds():x}}","gasLimit":"0x1c9c380"}""";
    }

    private void Put(string transaction, ulong block, bool succeeded, string events) => _receipts[transaction] = (block,
        $$"""{"transactionHash":"{{transaction}}","blockNumber":"0x{{block:x}}","blockHash":"BLOCKHASH","status":"{{(succeeded ? "0x1" : "0x0")}}","gasUsed":"0x5208","effectiveGasPrice":"0x1","logs":[{{events}}]}""");

    private static string Event(string asset, string transaction, ulong block, int index, string data, params Hash32[] topics) =>
        $$"""{"address":"{{asset}}","topics":[{{string.Join(',', topics.Select(static topic => $"\"{topic}\""))}}],"data":"{{data}}","transactionHash":"{{transaction}}","blockNumber":"0x{{block:x}}","logIndex":"0x{{index}}"}""";

    private static string Word(UInt256 value)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        value.WriteBigEndian(word);
        return Hex.Encode(word);
    }

    private static Hash32 Topic(EvmAddress address)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        address.WriteWord(word);
        return new(word);
    }
}
