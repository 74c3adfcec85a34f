using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace X402.AspNetCore;

/// <summary>Reads the parameters of a declared request, for generated code. The first one that is wrong decides the answer; it costs nothing.</summary>
/// <param name="context">The request.</param>
public sealed class ApiRequest(HttpContext context)
{
    private string _problem = "The request is malformed.";

    /// <summary>Reads a parameter of the path.</summary>
    public bool TryReadRoute<T>(string name, [MaybeNullWhen(false)] out T value) where T : IParsable<T> =>
        TryParse(name, context.GetRouteValue(name) as string, out value);

    /// <summary>Reads a parameter of the query string.</summary>
    public bool TryReadQuery<T>(string name, [MaybeNullWhen(false)] out T value) where T : IParsable<T> => TryParse(name, Query(name), out value);

    /// <summary>Reads a parameter of the query string that may be left out.</summary>
    public bool TryReadQuery<T>(string name, T? otherwise, [NotNullIfNotNull(nameof(otherwise))] out T? value) where T : IParsable<T> =>
        TryParse(name, Query(name), otherwise, out value);

    /// <inheritdoc cref="TryReadQuery{T}(string, T, out T)"/>
    public bool TryReadQuery<T>(string name, T? otherwise, out T? value) where T : struct, IParsable<T> => TryParse(name, Query(name), otherwise, out value);

    /// <summary>Reads a header.</summary>
    public bool TryReadHeader<T>(string name, [MaybeNullWhen(false)] out T value) where T : IParsable<T> => TryParse(name, Header(name), out value);

    /// <summary>Reads a header that may be left out.</summary>
    public bool TryReadHeader<T>(string name, T? otherwise, [NotNullIfNotNull(nameof(otherwise))] out T? value) where T : IParsable<T> =>
        TryParse(name, Header(name), otherwise, out value);

    /// <inheritdoc cref="TryReadHeader{T}(string, T, out T)"/>
    public bool TryReadHeader<T>(string name, T? otherwise, out T? value) where T : struct, IParsable<T> => TryParse(name, Header(name), otherwise, out value);

    /// <summary>Reads the body.</summary>
    /// <returns>The body, or <see langword="null"/> where it is none.</returns>
    public async ValueTask<T?> ReadBodyAsync<T>(JsonTypeInfo<T> json) where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, json, context.RequestAborted) is { } body)
                return body;
            _problem = "The body must not be null.";
        }
        catch (JsonException exception)
        {
            _problem = exception.Path is { Length: > 1 } path ? $"The body is not what was declared, at {path}." : "The body is not the JSON that was declared.";
        }
        return null;
    }

    /// <summary>What is wrong, for an answer of 400.</summary>
    public AnswerRefusal Refusal => new(StatusCodes.Status400BadRequest, _problem);

    /// <summary>Answers 400 and what is wrong.</summary>
    public Task RefuseAsync() => ApiResponse.RefuseAsync(context, Refusal);

    private string? Query(string name) => context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    private string? Header(string name) => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    private bool TryParse<T>(string name, string? text, T? otherwise, [NotNullIfNotNull(nameof(otherwise))] out T? value) where T : IParsable<T>
    {
        value = otherwise;
        if (text is null)
            return true;
        if (!TryParse<T>(name, text, out var sent))
            return false;
        value = sent;
        return true;
    }

    private bool TryParse<T>(string name, string? text, T? otherwise, out T? value) where T : struct, IParsable<T>
    {
        var isRight = TryParse(name, text, otherwise.GetValueOrDefault(), out T sent);
        value = text is null ? otherwise : sent;
        return isRight;
    }

    private bool TryParse<T>(string name, string? text, [MaybeNullWhen(false)] out T value) where T : IParsable<T>
    {
        if (T.TryParse(text, CultureInfo.InvariantCulture, out value))
            return true;
        _problem = text is null ? $"'{name}' is missing." : $"'{name}' is not a valid {typeof(T).Name}.";
        return false;
    }
}
