using System.Globalization;
using System.Text;

namespace X402;

/// <summary>Writes the relative URL of a declared request, for generated code. Everything variable is escaped.</summary>
public ref struct ApiUrl
{
    private readonly StringBuilder _text;
    private char _separator;

    /// <summary>Begins a URL.</summary>
    public ApiUrl() => (_text, _separator) = (new(), '?');

    /// <summary>Adds a part of the route as it is.</summary>
    public readonly void Path(string literal) => _text.Append(literal);

    /// <summary>Adds a parameter of the route.</summary>
    /// <exception cref="ArgumentException">The value is empty, <c>.</c> or <c>..</c>: another resource would be asked for, and paid.</exception>
    public readonly void Segment<T>(string name, T value)
    {
        var text = Format(value);
        if (text is "" or "." or "..")
            throw new ArgumentException($"'{text}' cannot be a part of a path.", name);
        _text.Append(Uri.EscapeDataString(text));
    }

    /// <summary>Adds a parameter of the query string, unless there is none.</summary>
    public void Query<T>(string name, T? value)
    {
        if (value is null)
            return;
        _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(Format(value)));
        _separator = '&';
    }

    /// <summary>A value as text that every server reads equally.</summary>
    public static string Format<T>(T value) => value switch
    {
        bool truth => truth ? "true" : "false",
        DateTimeOffset moment => moment.ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    /// <summary>The URL.</summary>
    public readonly Uri ToUri() => new(_text.ToString(), UriKind.Relative);
}
