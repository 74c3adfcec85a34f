using System.Text.Json;

namespace X402.Evm.Tests.Cryptography;

/// <summary>The accounts and signatures of tests/vectors.json, which were computed by another implementation.</summary>
internal static class ConformanceVectors
{
    private static readonly Lazy<JsonElement> Document = new(Load);

    public static TheoryData<string, string, string> Accounts()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var account in Document.Value.GetProperty("addresses").EnumerateArray())
        {
            data.Add(Text(account, "name"), Text(account, "privateKey"), Text(account, "addressLower"));
        }

        return data;
    }

    public static TheoryData<string, string, string, string> Signatures()
    {
        var keys = Document.Value.GetProperty("addresses").EnumerateArray()
            .DistinctBy(account => Text(account, "name"))
            .ToDictionary(account => Text(account, "name"), account => Text(account, "privateKey"));
        var data = new TheoryData<string, string, string, string>();
        foreach (var typed in Document.Value.GetProperty("typedData").EnumerateArray())
        {
            if (typed.TryGetProperty("signer", out var signer) && typed.TryGetProperty("signature", out var signature)
                && signature.GetString() is { Length: 132 } hex && keys.TryGetValue(signer.GetString()!, out var key))
            {
                data.Add(Text(typed, "name"), key, Text(typed, "digest"), hex);
            }
        }

        return data;
    }

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.AsSpan(2));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement Load()
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors.json"));
        return JsonDocument.Parse(stream).RootElement;
    }
}
