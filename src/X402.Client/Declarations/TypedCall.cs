using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace X402.Client;

/// <summary>Sends the requests of typed clients, for generated code.</summary>
public static class TypedCall
{
    private const int MaxProblemBytes = 4096;

    /// <summary>A body as JSON.</summary>
    public static HttpContent Body<T>(T body, JsonTypeInfo<T> json)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, json));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    /// <summary>Sends a request and reads its answer. Failures of paying and of the server are values.</summary>
    /// <exception cref="HttpRequestException">The server could not be reached, and nothing was paid.</exception>
    public static async Task<Purchase<T>> SendAsync<T>(HttpClient http, HttpRequestMessage request, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        using var result = await http.SendPaidAsync(request, cancellationToken);
        if (!result.HasResponse)
            return new() { Outcome = result.Outcome, Failure = result.Failure, Problem = result.Failure.Message };

        var content = await result.Response.Content.ReadAsByteArrayAsync(cancellationToken);
        var (value, problem) = result.Response.IsSuccessStatusCode ? Read(content, json) : (default, ProblemIn(content, result.Response));
        return new() { Outcome = result.Outcome, Receipt = result.Receipt, Status = result.Response.StatusCode, Value = value, Problem = problem };
    }

    private static (T? Value, string? Problem) Read<T>(byte[] content, JsonTypeInfo<T> json)
    {
        try
        {
            return JsonSerializer.Deserialize(content, json) is { } value ? (value, null) : (default, "The server answered null.");
        }
        catch (JsonException)
        {
            return (default, "The server's answer is not what was declared.");
        }
    }

    /// <summary>What the server says is wrong, or at least its status.</summary>
    internal static string ProblemIn(byte[] content, HttpResponseMessage response) => ProblemIn(content) ?? $"The server answered {(int)response.StatusCode}.";

    private static string? ProblemIn(byte[] content)
    {
        if (content.Length > MaxProblemBytes)
            return null;
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty("detail"u8, out var detail) && detail.ValueKind == JsonValueKind.String
                ? UntrustedText.Clean(detail.GetString())
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
