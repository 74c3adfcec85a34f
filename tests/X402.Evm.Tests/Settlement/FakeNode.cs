using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Money;
using X402.Protocol;

namespace X402.Evm.Tests.Settlement;

/// <summary>A node of a chain that the test writes, and which answers something else where the test wants it to.</summary>
internal sealed class FakeNode : IEvmRpc
{
    private readonly ConcurrentDictionary<string, (ulong Block, string Json)> _receipts = new();
    private readonly ConcurrentDictionary<string, string> _events = new();
    private readonly ConcurrentQueue<(string Method, string Parameters)> _asked = new();
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

    /// <summary>
    /// Given method and parameters: the result to tell, or <see langword="null"/> for the true one. A <see cref="NodeErrorException"/> is the outcome
    /// of this call, any other exception that of the whole round trip.
    /// </summary>
    public Func<string, string, string?>? Meddle { get; set; }

    /// <summary>A block's hash.</summary>
    public string HashOf(ulong number) => $"0x{_branch}{number:x63}";

    public int CountOf(string method, string within = "") => _asked.Count(asked => asked.Method == method && asked.Parameters.Contains(within, StringComparison.OrdinalIgnoreCase));

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

    public Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcomes = new List<Action>();
        foreach (var call in calls)
        {
            var parameters = Encoding.UTF8.GetString(call.Parameters.Span);
            _asked.Enqueue((call.Method, parameters));
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
        return Task.CompletedTask;
    }

    private string Answer(string method, string parameters) => method switch
    {
        "eth_chainId" => "\"0x2105\"",
        "web3_clientVersion" => "\"fake\"",
        "eth_blockNumber" => $"\"0x{Head:x}\"",
        "eth_getBlockByNumber" => Block(parameters.Split('"')[1]),
        "eth_getTransactionReceipt" => _receipts.TryGetValue(parameters.Split('"')[1], out var receipt) ? receipt.Json.Replace("BLOCKHASH", HashOf(receipt.Block), StringComparison.Ordinal) : "null",
        "eth_getTransactionCount" => "\"0x0\"",
        "eth_getCode" => "\"0x\"",
        "eth_getLogs" => $"[{string.Join(',', _events.Where(pair => parameters.Contains(pair.Key, StringComparison.Ordinal)).Select(static pair => pair.Value))}]",
        "eth_call" => $"\"{Word(_events.Keys.Any(nonce => parameters.Contains(nonce[2..], StringComparison.Ordinal)) ? 1UL : 0)}\"",
        "eth_sendRawTransaction" => $"\"{Word(1)}\"",
        _ => throw new NodeErrorException($"{method} is not known here."),
    };

    private string Block(string tag)
    {
        var number = tag.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToUInt64(tag, 16) : Head;
        return number > Head ? "null"
            : $$"""{"number":"0x{{number:x}}","hash":"{{HashOf(number)}}","parentHash":"{{HashOf(number - 1)}}","timestamp":"0x{{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x}}","gasLimit":"0x1c9c380"}""";
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
