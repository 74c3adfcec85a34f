using System.Net.Http.Headers;
using System.Text.Json;

namespace X402.Hosting;

/// <summary>The few calls that a host makes.</summary>
internal static class JsonRpc
{
    // one for the process: connections to the chain are kept; timeouts come with the calls
    private static readonly HttpClient Client = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Calls a method without parameters.</summary>
    /// <returns>Its result as text.</returns>
    /// <exception cref="HttpRequestException">No answer, or none with a result.</exception>
    /// <exception cref="JsonException">The answer is no JSON.</exception>
    public static Task<string> CallAsync(string url, string method, CancellationToken cancellationToken) => CallAsync(url, method, "[]", cancellationToken);

    /// <summary>Calls a method.</summary>
    /// <param name="url">Where.</param>
    /// <param name="method">Which.</param>
    /// <param name="parameters">A JSON array.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its result as text.</returns>
    /// <exception cref="HttpRequestException">No answer, or none with a result.</exception>
    /// <exception cref="JsonException">The answer is no JSON.</exception>
    public static async Task<string> CallAsync(string url, string method, string parameters, CancellationToken cancellationToken)
    {
        using var content = new StringContent($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""", new MediaTypeHeaderValue("application/json"));
        using var response = await Client.PostAsync(new Uri(url), content, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();

        using var answer = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), cancellationToken: cancellationToken).ConfigureAwait(false);
        return answer.RootElement.TryGetProperty("result", out var result)
            ? result.ToString()
            : throw new HttpRequestException($"{method} was answered without a result.");
    }
}
