using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace X402.Services.Payments.Trying;

/// <summary>JSON with line breaks, for people. What is no JSON stays as it is.</summary>
internal static class WireJson
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string FromHeader(string base64)
    {
        try
        {
            return Pretty(Encoding.UTF8.GetString(Convert.FromBase64String(base64)));
        }
        catch (FormatException)
        {
            return base64;
        }
    }

    public static string Pretty(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var buffer = new ArrayBufferWriter<byte>(json.Length * 2);
            using (var writer = new Utf8JsonWriter(buffer, s_options))
                document.WriteTo(writer);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
