using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace X402.AspNetCore;

/// <summary>Writes the answers of declared requests, for generated code.</summary>
public static class ApiResponse
{
    /// <summary>Writes a value; <see langword="null"/> is a 404 answer, which costs nothing.</summary>
    public static Task WriteAsync<T>(HttpContext context, T? value, JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(context);
        return value is null
            ? RefuseAsync(context, new(StatusCodes.Status404NotFound, "There is no such resource."))
            : context.Response.WriteAsJsonAsync(value, json, "application/json", context.RequestAborted);
    }

    /// <summary>Writes an answer.</summary>
    public static Task WriteAsync<T>(HttpContext context, Answer<T> answer, JsonTypeInfo<T> json) =>
        answer.Refusal is { } refusal ? RefuseAsync(context, refusal) : WriteAsync(context, answer.Value, json);

    /// <summary>Writes values as they come, a line of JSON each.</summary>
    public static async Task WriteItemsAsync<T>(HttpContext context, IAsyncEnumerable<T> items, JsonTypeInfo<T> json)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(items);
        context.Response.ContentType = "application/x-ndjson";
        var output = context.Response.BodyWriter;
        using var writer = new Utf8JsonWriter(output);
        await foreach (var item in items.WithCancellation(context.RequestAborted))
        {
            JsonSerializer.Serialize(writer, item, json);
            await writer.FlushAsync(context.RequestAborted);
            writer.Reset();
            output.Write("\n"u8);
            await output.FlushAsync(context.RequestAborted);
        }
    }

    /// <summary>Writes bytes as they come; <see langword="null"/> is a 404 answer.</summary>
    public static async Task WriteBytesAsync(HttpContext context, Stream? content)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (content is null)
        {
            await RefuseAsync(context, new(StatusCodes.Status404NotFound, "There is no such resource."));
            return;
        }
        await using (content)
        {
            context.Response.ContentType = "application/octet-stream";
            await content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    /// <summary>Writes why there is no answer, as a problem document (RFC 9457).</summary>
    public static async Task RefuseAsync(HttpContext context, AnswerRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(refusal);
        // a refusal with a status of success would be charged
        var status = refusal.Status is >= 400 and <= 599 ? refusal.Status : StatusCodes.Status500InternalServerError;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("status"u8, status);
        json.WriteString("detail"u8, refusal.Problem);
        json.WriteEndObject();
    }
}
