using System.Net.Http.Headers;
using System.Text.Json;

namespace X402.Contracts.Chain;

/// <summary>JSON-RPC 2.0 over HTTP, one call at a time. Thread-safe.</summary>
internal sealed class JsonRpc(HttpClient http, Uri url)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private long _id;

    /// <param name="method">For example <c>eth_call</c>.</param>
    /// <param name="parameters">Each one already JSON; see <see cref="Quote"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="JsonRpcException">The chain answered with an error.</exception>
    /// <exception cref="HttpRequestException">The chain cannot be reached or does not speak JSON-RPC.</exception>
    public async Task<JsonElement> CallAsync(string method, IEnumerable<string> parameters, CancellationToken cancellationToken)
    {
        var body = $$"""{"jsonrpc":"2.0","id":{{Interlocked.Increment(ref _id)}},"method":"{{method}}","params":[{{string.Join(',', parameters)}}]}""";
        using var content = new StringContent(body, Json);
        using var response = await http.PostAsync(url, content, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);

        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(answer);
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException($"{url} does not speak JSON-RPC (HTTP {(int)response.StatusCode}).", exception);
        }

        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error))
            throw ErrorOf(method, error);
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("result", out var result))
            return result;
        throw new HttpRequestException($"{url} does not speak JSON-RPC (HTTP {(int)response.StatusCode}).");
    }

    public async Task<string> CallTextAsync(string method, IEnumerable<string> parameters, CancellationToken cancellationToken) =>
        (await CallAsync(method, parameters, cancellationToken)).GetString() ?? "";

    /// <summary>Text as JSON. For values that need no escaping: hexadecimal, names of blocks.</summary>
    public static string Quote(string plain) => $"\"{plain}\"";

    private static JsonRpcException ErrorOf(string method, JsonElement error)
    {
        var code = error.TryGetProperty("code", out var number) ? number.GetInt32() : 0;
        var message = error.TryGetProperty("message", out var text) ? text.GetString() ?? "" : error.ToString();
        var data = error.TryGetProperty("data", out var revert) && revert.ValueKind == JsonValueKind.String ? revert.GetString() : null;
        return new JsonRpcException(method, code, message, data);
    }
}
