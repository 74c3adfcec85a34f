using System.Text;
using System.Text.Json;
using X402.Client;

namespace X402.ClientAgent.Calls;

/// <summary>What a server wrote, for a console: it is data, and steers no terminal.</summary>
internal static class ResultText
{
    private const int MaxLength = 64 * 1024;

    public static string Of(string content)
    {
        var text = new StringBuilder(Math.Min(content.Length, MaxLength));
        foreach (var character in content.AsSpan(0, Math.Min(content.Length, MaxLength)))
            text.Append(char.IsControl(character) && character is not ('\n' or '\t') ? ' ' : character);
        return text.ToString();
    }

    /// <summary>The sentence of a problem document, with a colon before it.</summary>
    public static string ProblemIn(string? content)
    {
        try
        {
            using var json = JsonDocument.Parse(content ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String
                ? $": {UntrustedText.Clean(detail.GetString())}"
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
