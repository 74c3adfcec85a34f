using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace X402.Client;

/// <summary>Sends the requests of typed clients whose answers stream, for generated code. Whoever gets a stream reads it to its end or disposes it.</summary>
public static class StreamedCall
{
    /// <summary>Sends a request and reads a line of JSON at a time. Failures of paying and of the server are values.</summary>
    /// <exception cref="HttpRequestException">The server could not be reached, and nothing was paid.</exception>
    public static Task<Purchase<IAsyncEnumerable<T>>> SendForItemsAsync<T>(HttpClient http, HttpRequestMessage request, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        SendAsync(http, request, response => Task.FromResult(ReadAsync(response, json)), cancellationToken);

    /// <summary>Sends a request and hands over the bytes as they come. Failures of paying and of the server are values.</summary>
    /// <exception cref="HttpRequestException">The server could not be reached, and nothing was paid.</exception>
    public static Task<Purchase<Stream>> SendForBytesAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken) =>
        // the connection is free again when the stream is read or disposed
        SendAsync(http, request, response => response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);

    private static async Task<Purchase<T>> SendAsync<T>(HttpClient http, HttpRequestMessage request, Func<HttpResponseMessage, Task<T>> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(http);
        var result = await http.SendPaidAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!result.HasResponse)
            return new() { Outcome = result.Outcome, Failure = result.Failure, Problem = result.Failure.Message };
        if (result.Response.IsSuccessStatusCode)
            return new() { Outcome = result.Outcome, Receipt = result.Receipt, Status = result.Response.StatusCode, Value = await open(result.Response) };
        using (result)
        {
            var content = await result.Response.Content.ReadAsByteArrayAsync(cancellationToken);
            return new() { Outcome = result.Outcome, Receipt = result.Receipt, Status = result.Response.StatusCode, Problem = TypedCall.ProblemIn(content, result.Response) };
        }
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> json, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using (response)
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var item in JsonSerializer.DeserializeAsyncEnumerable(content, json, topLevelValues: true, cancellationToken))
            {
                if (item is not null)
                    yield return item;
            }
        }
    }
}
