using System.Globalization;
using System.Text.Json;
using X402.Evm.Cryptography;
using X402.Evm.Transactions;
using X402.Money;

namespace X402.Evm.Tests.Transactions;

public class Eip1559TransactionTests
{
    public static TheoryData<string> Names => [.. Vectors.Section("transactions").Where(IsTypeTwo).Select(vector => vector.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Signing_gives_the_bytes_of_the_reference(string name)
    {
        var vector = Find(name);
        var transaction = Read(vector.GetProperty("tx"));
        Assert.Equal(vector.Text("unsignedHash"), transaction.SigningHash.ToString());

        using var key = new Secp256k1PrivateKey(Vectors.PrivateKey(vector.Text("signer")));
        var signed = transaction.Sign(key);
        Assert.Equal(vector.Text("raw"), Hex.Encode(signed.Raw.Span));
        Assert.Equal(vector.Text("hash"), signed.Hash.ToString());
        Assert.Equal(EvmAddress.Parse(vector.Text("from")), signed.From);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decoding_gives_back_what_was_signed(string name)
    {
        var vector = Find(name);
        Assert.True(Eip1559Transaction.TryDecode(Hex.Decode(vector.Text("raw")), out var signed));
        Assert.Equal(vector.Text("hash"), signed!.Hash.ToString());
        Assert.Equal(EvmAddress.Parse(vector.Text("from")), signed.From);
        Assert.Equal(Read(vector.GetProperty("tx")).SigningHash, signed.Transaction.SigningHash);
    }

    [Fact]
    public void No_altered_transaction_is_taken_for_the_senders()
    {
        var vector = Find(Names.First().Data);
        var raw = Hex.Decode(vector.Text("raw"));
        for (var i = 0; i < raw.Length; i++)
        {
            var bad = raw.ToArray();
            bad[i] ^= 1;
            Assert.False(Eip1559Transaction.TryDecode(bad, out var signed) && signed!.From == EvmAddress.Parse(vector.Text("from")), $"byte {i}");
            Assert.False(Eip1559Transaction.TryDecode(raw.AsSpan(0, i), out _));
        }
        Assert.False(Eip1559Transaction.TryDecode([.. raw, 0], out _));
    }

    private static bool IsTypeTwo(JsonElement vector) => vector.GetProperty("tx").Text("type") == "eip1559";

    private static JsonElement Find(string name) => Vectors.Section("transactions").Single(vector => vector.Text("name") == name);

    private static Eip1559Transaction Read(JsonElement tx) => new()
    {
        ChainId = tx.GetProperty("chainId").GetUInt64(),
        Nonce = tx.GetProperty("nonce").GetUInt64(),
        Fees = new(UInt256.Parse(tx.Text("maxFeePerGas")), UInt256.Parse(tx.Text("maxPriorityFeePerGas"))),
        GasLimit = ulong.Parse(tx.Text("gas"), CultureInfo.InvariantCulture),
        To = EvmAddress.Parse(tx.Text("to")),
        Value = UInt256.Parse(tx.Text("value")),
        Data = Hex.Decode(tx.Text("data")),
        AccessList = tx.TryGetProperty("accessList", out var list)
            ? [.. list.EnumerateArray().Select(entry => new AccessListEntry(EvmAddress.Parse(entry.Text("address")), [.. entry.GetProperty("storageKeys").EnumerateArray().Select(key => Hash32.Parse(key.GetString()))]))]
            : [],
    };
}
