using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace X402.Evm.Rpc;

/// <summary>JSON-RPC over HTTP to one node, with batches.</summary>
/// <remarks>
/// <b>Thread safety:</b> all members may be called concurrently. <b>Failure:</b> only <see cref="EvmRpcException"/>, or
/// <see cref="OperationCanceledException"/> when the caller's token was cancelled. Calls that were answered properly keep their outcome when the
/// rest of the answer is unusable. Nothing is sent twice.
/// </remarks>
/// <param name="http">Used as it is; redirects should be off, since a redirected POST loses its body.</param>
/// <param name="options">How to reach the node.</param>
public sealed class EvmRpcClient(HttpClient http, EvmRpcOptions options) : IEvmRpc
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <summary>A client with connections of its own, for programs without dependency injection.</summary>
    public static EvmRpcClient Create(EvmRpcOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }, options);
    }

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(calls);
        if (calls.Count == 0)
            return;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        try
        {
            if (calls.Count <= options.MaxBatchSize)
            {
                await ExchangeAsync(calls, timeout.Token);
                return;
            }
            var exchanges = new List<Task>();
            for (var start = 0; start < calls.Count; start += options.MaxBatchSize)
            {
                var part = new EvmRpcCall[Math.Min(options.MaxBatchSize, calls.Count - start)];
                for (var i = 0; i < part.Length; i++)
                    part[i] = calls[start + i];
                exchanges.Add(ExchangeAsync(part, timeout.Token));
            }
            await Task.WhenAll(exchanges);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EvmRpcException($"No answer to {calls[0].Method} within {options.Timeout.TotalSeconds:0.#} seconds.") { Failure = EvmRpcFailure.Timeout };
        }
    }

    private async Task ExchangeAsync(IReadOnlyList<EvmRpcCall> calls, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(Write(calls));
        content.Headers.ContentType = s_json;
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Endpoint) { Content = content };
        byte[]? buffer = null;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError or (>= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest))
                throw new EvmRpcException($"The node answered {calls[0].Method} with HTTP {(int)response.StatusCode}.");
            buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(response.Content.Headers.ContentLength ?? 4096, 1024, options.MaxResponseBytes));
            var length = 0;
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer);
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                    break;
                length += read;
            }
            Read(buffer.AsMemory(0, length), calls);
        }
        catch (HttpRequestException exception)
        {
            throw new EvmRpcException($"The node cannot be reached for {calls[0].Method} ({exception.HttpRequestError}).", exception)
            {
                NotSent = exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
            };
        }
        // .NET lets the socket's own exception through where a connection is reset in the moment in which it is made
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new EvmRpcException($"The connection broke while the node answered {calls[0].Method}.", exception);
        }
        // each decompressor, the JSON and each result have exceptions of their own for bytes that are none; a node chooses the bytes
        catch (Exception exception) when (exception is not (EvmRpcException or OperationCanceledException))
        {
            throw new EvmRpcException($"The node answered {calls[0].Method} with something that is no JSON-RPC.", exception) { Failure = EvmRpcFailure.InvalidAnswer };
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private byte[] Grow(byte[] full)
    {
        if (full.Length >= options.MaxResponseBytes)
            throw new EvmRpcException($"The node's answer exceeds {options.MaxResponseBytes} bytes.") { Failure = EvmRpcFailure.InvalidAnswer };
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * full.Length, options.MaxResponseBytes));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static ReadOnlyMemory<byte> Write(IReadOnlyList<EvmRpcCall> calls)
    {
        var length = 2;
        foreach (var call in calls)
            length += call.Parameters.Length + call.Method.Length + 64;
        var buffer = new ArrayBufferWriter<byte>(length);
        using var json = new Utf8JsonWriter(buffer);
        if (calls.Count > 1)
            json.WriteStartArray();
        for (var id = 0; id < calls.Count; id++)
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WriteNumber("id"u8, id);
            json.WriteString("method"u8, calls[id].Method);
            json.WritePropertyName("params"u8);
            json.WriteRawValue(calls[id].Parameters.Span, skipInputValidation: true);
            json.WriteEndObject();
        }
        if (calls.Count > 1)
            json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Read(ReadOnlyMemory<byte> answer, IReadOnlyList<EvmRpcCall> calls)
    {
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array)
        {
            EvmRpcException? spoilt = null;
            foreach (var item in root.EnumerateArray())
            {
                try
                {
                    Complete(item, calls);
                }
                // one result that is none takes nothing from the others
                catch (EvmRpcException exception)
                {
                    spoilt ??= exception;
                }
            }
            if (spoilt is not null)
                throw spoilt;
        }
        else if (calls.Count == 1)
        {
            Complete(root, calls);
        }
        else if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error"u8, out var error))
        {
            // the batch as a whole was refused
            throw new EvmRpcException("batch", ReadError(error));
        }

        foreach (var call in calls)
        {
            if (!call.IsCompleted)
                throw new EvmRpcException($"The node left {call.Method} unanswered.") { Failure = EvmRpcFailure.InvalidAnswer };
        }
    }

    private static void Complete(JsonElement item, IReadOnlyList<EvmRpcCall> calls)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return;
        // a node that could not even read the request answers a null id
        var index = item.TryGetProperty("id"u8, out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) ? number : calls.Count == 1 ? 0 : -1;
        if (index < 0 || index >= calls.Count || calls[index].IsCompleted)
            return;
        if (item.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object)
            calls[index].Fail(ReadError(error));
        else if (item.TryGetProperty("result"u8, out var result))
            calls[index].Complete(result);
    }

    private static EvmRpcError ReadError(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return new(0, "unknown error", default);
        var code = error.TryGetProperty("code"u8, out var codeElement) && codeElement.ValueKind == JsonValueKind.Number && codeElement.TryGetInt32(out var value) ? value : 0;
        var message = error.TryGetProperty("message"u8, out var messageElement) && messageElement.ValueKind == JsonValueKind.String ? ReadText(messageElement) : "";
        var data = error.TryGetProperty("data"u8, out var dataElement) && dataElement.ValueKind == JsonValueKind.String ? ReadRevertData(dataElement) : [];
        return new(code, message, data);
    }

    // A contract chooses the words of its revert, and there are escapes that are no text.
    private static string ReadText(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonHex.Text(element));
        }
    }

    // Most nodes write plain hexadecimal; Nethermind and old Parity put a word before it.
    private static byte[] ReadRevertData(JsonElement element)
    {
        var text = JsonHex.Text(element);
        var start = text.IndexOf("0x"u8);
        return start >= 0 && Hex.TryDecode(text[start..], out byte[] data) ? data : [];
    }
}
