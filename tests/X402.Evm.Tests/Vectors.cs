using System.Text.Json;

namespace X402.Evm.Tests;

/// <summary>The golden values of tests/vectors.json, which come from the reference implementation.</summary>
internal static class Vectors
{
    public static JsonElement Root { get; } = Load();

    public static IEnumerable<JsonElement> Section(string name) => Root.GetProperty(name).EnumerateArray();

    public static JsonElement TypedData(string name) => Section("typedData").Single(vector => vector.GetProperty("name").GetString() == name);

    public static byte[] PrivateKey(string signer) =>
        Hex.Decode(Section("addresses").Single(vector => vector.GetProperty("name").GetString() == signer).Text("privateKey"));

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors.json")));
        return document.RootElement.Clone();
    }
}
