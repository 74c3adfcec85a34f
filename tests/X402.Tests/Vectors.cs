using System.Text;
using System.Text.Json;

namespace X402.Tests;

/// <summary>The conformance vectors, computed with the reference implementation.</summary>
internal static class Vectors
{
    public static JsonElement All { get; } = JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors.json")));

    /// <summary>The JSON text of a header vector.</summary>
    public static string HeaderJson(string name) => Header(name).GetProperty("json").GetString()!;

    /// <summary>The value of a header vector.</summary>
    public static string HeaderValue(string name) => Header(name).GetProperty("base64").GetString()!;

    /// <summary>The compact text of a vector that is written out as JSON, with non-ASCII characters as they are.</summary>
    public static byte[] Compact(JsonElement vector)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            vector.WriteTo(writer);
        return stream.ToArray();
    }

    public static string ToHeader(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    public static string FromHeader(string header) => Encoding.UTF8.GetString(Convert.FromBase64String(header));

    private static JsonElement Header(string name) =>
        All.GetProperty("headers").EnumerateArray().Single(vector => vector.GetProperty("name").GetString() == name);
}
