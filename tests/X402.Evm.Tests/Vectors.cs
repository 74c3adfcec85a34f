using System.Text.Json;
using X402.Evm.Schemes.Exact;
using X402.Money;

namespace X402.Evm.Tests;

/// <summary>The golden values of tests/vectors.json, which come from the reference implementation.</summary>
internal static class Vectors
{
    public static JsonElement Root { get; } = Load();

    public static IEnumerable<JsonElement> Section(string name) => Root.GetProperty(name).EnumerateArray();

    public static JsonElement TypedData(string name) => Section("typedData").Single(vector => vector.GetProperty("name").GetString() == name);

    public static byte[] PrivateKey(string signer) =>
        Hex.Decode(Section("addresses").Single(vector => vector.GetProperty("name").GetString() == signer).Text("privateKey"));

    public static Eip3009Authorization Authorization(JsonElement typedData)
    {
        var message = typedData.GetProperty("message");
        return new(
            EvmAddress.Parse(message.Text("from")),
            EvmAddress.Parse(message.Text("to")),
            UInt256.Parse(message.Text("value")),
            UInt256.Parse(message.Text("validAfter")),
            UInt256.Parse(message.Text("validBefore")),
            Hash32.Parse(message.Text("nonce")));
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors.json")));
        return document.RootElement.Clone();
    }
}
