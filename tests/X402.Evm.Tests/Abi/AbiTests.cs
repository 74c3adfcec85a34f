using System.Text;
using X402.Evm.Abi;
using X402.Evm.Contracts;

namespace X402.Evm.Tests.Abi;

public class AbiTests
{
    [Fact]
    public void Call_data_of_a_transfer_is_that_of_the_reference()
    {
        var vector = Vectors.TypedData("eip3009-transferWithAuthorization");
        var authorization = Vectors.Authorization(vector);
        var signature = Hex.Decode(vector.Text("signature"));

        Assert.Equal(vector.Text("calldata_vrs"), Hex.Encode(Eip3009Token.TransferWithAuthorization(authorization, signature)));

        // the reference encodes 65 bytes through the other overload too; ours takes it for other lengths, so compare up to the length
        var longer = Eip3009Token.TransferWithAuthorization(authorization, [.. signature, 0]);
        Assert.StartsWith(vector.Text("calldata_bytes")[..(2 + (2 * (4 + (7 * 32))))], Hex.Encode(longer), StringComparison.Ordinal);
        Assert.True(new AbiReader(longer.AsSpan(4)).TryGetBytes(6, out var inner));
        Assert.Equal([.. signature, 0], inner.ToArray());
    }

    [Fact]
    public void Selectors_are_those_of_the_reference()
    {
        var selectors = Vectors.Section("selectors").ToDictionary(vector => vector.Text("signature"), vector => vector.Text("selector"));
        string Of(byte[] data) => Hex.Encode(data.AsSpan(0, 4));

        Assert.Equal(selectors["authorizationState(address,bytes32)"], Of(Eip3009Token.AuthorizationState(default, default)));
        Assert.Equal(selectors["balanceOf(address)"], Of(Eip3009Token.BalanceOf(default)));
        Assert.Equal(selectors["name()"], Of(Eip3009Token.Name()));
        Assert.Equal(selectors["version()"], Of(Eip3009Token.Version()));
        Assert.Equal(selectors["isValidSignature(bytes32,bytes)"], Of(Erc1271.IsValidSignature(default, [])));
        Assert.Equal(selectors["aggregate3((address,bool,bytes)[])"], Of(Multicall3.Aggregate3([])));
        Assert.Equal(Hash32.Keccak("DOMAIN_SEPARATOR()"u8).ToString()[..10], Of(Eip3009Token.DomainSeparator()));
    }

    [Fact]
    public void Event_topics_are_those_of_the_reference()
    {
        var topics = Vectors.Section("eventTopics").ToDictionary(vector => vector.Text("signature"), vector => vector.Text("topic0"));
        Assert.Equal(topics["Transfer(address,address,uint256)"], Eip3009Token.TransferTopic.ToString());
        Assert.Equal(topics["AuthorizationUsed(address,bytes32)"], Eip3009Token.AuthorizationUsedTopic.ToString());
    }

    [Fact]
    public void A_wrapped_signature_is_unwrapped()
    {
        var vector = Vectors.Root.GetProperty("erc6492");
        Assert.True(Erc6492.TryUnwrap(Hex.Decode(vector.Text("wrapped")), out var factory, out var call, out var inner));
        Assert.Equal(EvmAddress.Parse(vector.Text("factory")), factory);
        Assert.Equal(vector.Text("factoryCalldata"), Hex.Encode(call));
        Assert.Equal(vector.Text("innerSignature"), Hex.Encode(inner));
        Assert.False(Erc6492.TryUnwrap(inner, out _, out _, out _));
    }

    [Fact]
    public void Several_calls_and_their_results_round_trip()
    {
        MulticallItem[] items = [new(EvmAddress.Parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"), new byte[] { 1, 2, 3 }), new(Multicall3.Address, new byte[100], AllowFailure: false)];
        Assert.True(new AbiReader(Multicall3.Aggregate3(items).AsSpan(4)).TryGetArray(0, out var count, out var elements));
        Assert.Equal(2, count);
        Assert.True(elements.TryGetTuple(1, out var second));
        Assert.True(second.TryGetAddress(0, out var target) && second.TryGetBool(1, out var allowFailure) && second.TryGetBytes(2, out var data)
            && target == Multicall3.Address && !allowFailure && data.Length == 100);

        var returned = new AbiEncoder().Array(
        [
            new AbiEncoder().Bool(true).Bytes([7]),
            new AbiEncoder().Bool(false).Bytes(Encoding.ASCII.GetBytes("a reason that is longer than one word of the machine")),
        ]).ToArray();
        Assert.True(Multicall3.TryDecodeResults(returned, out var results));
        Assert.Equal([true, false], results.Select(result => result.Succeeded));
        Assert.Equal([7], results[0].Data.ToArray());
    }

    [Fact]
    public void No_cut_or_altered_encoding_leads_outside_the_data()
    {
        var good = Hex.Decode(Vectors.Root.GetProperty("erc6492").Text("wrapped"))[..^32];
        for (var length = 0; length < good.Length; length++)
            Touch(good.AsSpan(0, length));
        for (var i = 0; i < good.Length; i++)
        {
            var bad = good.ToArray();
            bad[i] ^= 0xff;
            Touch(bad);
        }

        static void Touch(ReadOnlySpan<byte> data)
        {
            var reader = new AbiReader(data);
            for (var word = -1; word < 4; word++)
            {
                reader.TryGetBytes(word, out _);
                reader.TryGetArray(word, out _, out var elements);
                elements.TryGetTuple(0, out _);
                reader.TryGetString(word, out _);
            }
            Multicall3.TryDecodeResults(data, out _);
        }
    }
}
