using System.Globalization;
using X402.Evm;
using X402.Evm.Abi;
using X402.Evm.Contracts;
using X402.Money;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Chain;

/// <summary>Reads what settlements call and what tokens tell. Whatever it does not know stays hexadecimal; nothing it reads makes it fail.</summary>
internal sealed class CallDecoder(string network)
{
    private const int MostItems = 200;
    private const uint Aggregate3 = 0x82ad56cb;
    private const uint TransferWithVrs = 0xe3ee160e;
    private const uint TransferWithBytes = 0xcf092995;
    private const uint Mint = 0x40c10f19;
    private const uint Transfer = 0xa9059cbb;
    private const uint Approve = 0x095ea7b3;

    /// <summary>One call, or the calls of a batch.</summary>
    public IReadOnlyList<DecodedCall> Calls(string? to, ReadOnlySpan<byte> input)
    {
        if (to is null)
            return [new("", "new contract", [Bytes("code", input)])];
        if (input.Length == 0)
            return [new(to, "transfer of the chain's coin", [])];
        return Selector(input) == Aggregate3 && Batch(input[4..]) is { } batch ? batch : [Call(to, input)];
    }

    /// <summary>An event.</summary>
    public DecodedEvent Event(EvmAddress source, IReadOnlyList<Hash32> topics, ReadOnlySpan<byte> data)
    {
        var token = source.ToString();
        if (topics is [var transfer, var from, var to] && transfer == Eip3009Token.TransferTopic && data.Length == 32)
            return new(token, "Transfer", [Address("from", from), Address("to", to), Amount("value", UInt256.FromBigEndian(data), token)]);
        if (topics is [var used, var payer, var nonce] && used == Eip3009Token.AuthorizationUsedTopic)
            return new(token, "AuthorizationUsed", [Address("authorizer", payer), new("nonce", nonce.ToString())]);
        if (topics is [var cancelled, var owner, var unused] && cancelled == Eip3009Token.AuthorizationCanceledTopic)
            return new(token, "AuthorizationCanceled", [Address("authorizer", owner), new("nonce", unused.ToString())]);
        return new(token, topics.Count == 0 ? "event without a topic" : topics[0].ToString(), [.. topics.Skip(1).Select(static (topic, index) => KeyValuePair.Create($"topic {index + 1}", topic.ToString())), Bytes("data", data)]);
    }

    private List<DecodedCall>? Batch(ReadOnlySpan<byte> arguments)
    {
        if (!new AbiReader(arguments).TryGetArray(0, out var count, out var items))
            return null;
        var calls = new List<DecodedCall>(Math.Min(count, MostItems));
        for (var i = 0; i < Math.Min(count, MostItems); i++)
        {
            if (!items.TryGetTuple(i, out var item) || !item.TryGetAddress(0, out var target) || !item.TryGetBytes(2, out var data))
                return null;
            calls.Add(Call(target.ToString(), data));
        }

        return calls;
    }

    private DecodedCall Call(string target, ReadOnlySpan<byte> input)
    {
        if (input.Length < 4)
            return new(target, "call without a function", [Bytes("data", input)]);
        var selector = Selector(input);
        var arguments = new AbiReader(input[4..]);
        switch (selector)
        {
            case TransferWithVrs or TransferWithBytes when arguments.TryGetAddress(0, out var from) && arguments.TryGetAddress(1, out var to) && arguments.TryGetUInt256(2, out var value)
                && arguments.TryGetUInt256(3, out var after) && arguments.TryGetUInt256(4, out var before) && arguments.TryGetBytes32(5, out var nonce):
                return new(target, "transferWithAuthorization",
                    [new("from", from.ToString()), new("to", to.ToString()), Amount("value", value, target), Moment("validAfter", after), Moment("validBefore", before), new("nonce", nonce.ToString())]);
            case Mint or Transfer when arguments.TryGetAddress(0, out var to) && arguments.TryGetUInt256(1, out var value):
                return new(target, selector == Mint ? "mint" : "transfer", [new("to", to.ToString()), Amount("value", value, target)]);
            case Approve when arguments.TryGetAddress(0, out var spender) && arguments.TryGetUInt256(1, out var value):
                return new(target, "approve", [new("spender", spender.ToString()), Amount("value", value, target)]);
            default:
                return new(target, Hex.Encode(input[..4]), [Bytes("arguments", input[4..])]);
        }
    }

    private KeyValuePair<string, string> Amount(string name, UInt256 value, string token) => new(name, MoneyText.Of(value.ToString(), network, token));

    private static KeyValuePair<string, string> Address(string name, Hash32 topic) =>
        new(name, EvmAddress.TryFromWord(topic.ToArray(), out var address) ? address.ToString() : topic.ToString());

    private static KeyValuePair<string, string> Moment(string name, UInt256 seconds) =>
        new(name, seconds.TryToUInt64(out var narrow) && narrow is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds((long)narrow).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : seconds.IsZero ? "any time" : "never");

    private static KeyValuePair<string, string> Bytes(string name, ReadOnlySpan<byte> data) =>
        new(name, data.Length > 128 ? $"{Hex.Encode(data[..128])}… ({data.Length} bytes)" : Hex.Encode(data));

    private static uint Selector(ReadOnlySpan<byte> input) => input.Length < 4 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(input);
}
