using System.Text.Json;

namespace X402.Client;

/// <summary>Reads the machine's reason of an answer that is an error and no offer (<c>application/problem+json</c>, member <c>error</c>).</summary>
internal static class ProblemReader
{
    private const int MaxBytes = 8 * 1024;

    /// <summary>The reason, or <see langword="null"/> where there is none that can be read. The answer can be read again afterwards.</summary>
    public static async Task<string?> ReadReasonAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentType?.MediaType is not { } type || !type.EndsWith("json", StringComparison.OrdinalIgnoreCase) || content.Headers.ContentLength is not <= MaxBytes)
            return null;
        await content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
        try
        {
            using var problem = JsonDocument.Parse(await content.ReadAsByteArrayAsync(cancellationToken));
            return problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("error"u8, out var reason) && reason.ValueKind == JsonValueKind.String
                ? reason.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
