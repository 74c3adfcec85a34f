using System.Text.Json;
using X402.Evm;

namespace X402.Contracts.Tests;

/// <summary>tests/vectors.json: facts of the protocol that were computed by other software.</summary>
internal static class Vectors
{
    public static JsonElement Root { get; } = Load();

    public static Hash32 Topic(string signature) => Hash32.Parse(Root.GetProperty("eventTopics").EnumerateArray()
        .Single(topic => topic.GetProperty("signature").GetString() == signature).GetProperty("topic0").GetString());

    public static JsonElement TypedData(string name) => Root.GetProperty("typedData").EnumerateArray()
        .Single(item => item.GetProperty("name").GetString() == name);

    private static JsonElement Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors.json")));
        return document.RootElement.Clone();
    }
}
