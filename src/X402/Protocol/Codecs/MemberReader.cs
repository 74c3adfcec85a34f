using System.Text.Json;

namespace X402.Protocol.Codecs;

/// <summary>
/// Reads the members of one JSON object. The first mistake is kept in <see cref="Error"/>, later reads then give empty values,
/// so that callers read everything and ask once. An explicit <c>null</c> is an absent member (digest section 2.8).
/// </summary>
internal ref struct MemberReader
{
    private readonly JsonElement _object;
    private readonly string _path;

    /// <param name="element">The object.</param>
    /// <param name="path">Its JSON path, for messages.</param>
    public MemberReader(JsonElement element, string path)
    {
        (_object, _path) = (element, path);
        if (element.ValueKind != JsonValueKind.Object)
            Error = $"{path} must be an object.";
    }

    /// <summary>The first mistake, or <see langword="null"/>.</summary>
    public string? Error { get; private set; }

    /// <summary>A required string of at least one character.</summary>
    public string RequiredText(string name)
    {
        var text = RequiredString(name);
        if (text.Length == 0)
            Error ??= $"{_path}.{name} must not be empty.";
        return text;
    }

    /// <summary>A required string, possibly empty.</summary>
    public string RequiredString(string name) => Require(name, OptionalString(name)) ?? "";

    /// <summary>A string or <see langword="null"/>.</summary>
    public string? OptionalString(string name) =>
        TryGet(name, JsonValueKind.String, "a string", out var value) ? value.GetString() : null;

    /// <summary>A required truth value.</summary>
    public bool RequiredBoolean(string name)
    {
        if (!TryGetPresent(name, out var value))
            Error ??= Missing(name);
        else if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Error ??= $"{_path}.{name} must be true or false.";
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A required integer, at least 1.</summary>
    public int RequiredPositiveInteger(string name)
    {
        if (!TryGet(name, JsonValueKind.Number, "a number", out var value))
        {
            Error ??= Missing(name);
            return 0;
        }
        if (!value.TryGetInt32(out var number) || number < 1)
            Error ??= $"{_path}.{name} must be an integer from 1 to {int.MaxValue}.";
        return number;
    }

    /// <summary>A required object.</summary>
    public JsonElement RequiredObject(string name)
    {
        var value = OptionalObject(name);
        if (value is null)
            Error ??= Missing(name);
        return value ?? default;
    }

    /// <summary>An object or <see langword="null"/>.</summary>
    public JsonElement? OptionalObject(string name) => TryGet(name, JsonValueKind.Object, "an object", out var value) ? value : null;

    /// <summary>A required array.</summary>
    public JsonElement RequiredArray(string name)
    {
        if (!TryGet(name, JsonValueKind.Array, "an array", out var value))
            Error ??= Missing(name);
        return value;
    }

    /// <summary>An array of strings or <see langword="null"/>.</summary>
    public string[]? OptionalStrings(string name)
    {
        if (!TryGet(name, JsonValueKind.Array, "an array of strings", out var array))
            return null;
        var strings = new string[array.GetArrayLength()];
        var count = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                Error ??= $"{_path}.{name} must be an array of strings.";
                return null;
            }
            strings[count++] = item.GetString()!;
        }
        return strings;
    }

    /// <summary>The other members, or <see langword="null"/> when there are none.</summary>
    public readonly Dictionary<string, JsonElement>? Except(ReadOnlySpan<string> known)
    {
        if (_object.ValueKind != JsonValueKind.Object)
            return null;
        Dictionary<string, JsonElement>? others = null;
        foreach (var member in _object.EnumerateObject())
        {
            if (!IsOneOf(member, known))
                (others ??= new(StringComparer.Ordinal)).Add(member.Name, member.Value);
        }
        return others;
    }

    private static bool IsOneOf(JsonProperty member, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (member.NameEquals(name))
                return true;
        }
        return false;
    }

    private bool TryGet(string name, JsonValueKind kind, string description, out JsonElement value)
    {
        if (!TryGetPresent(name, out value))
            return false;
        if (value.ValueKind == kind)
            return true;
        Error ??= $"{_path}.{name} must be {description}.";
        value = default;
        return false;
    }

    private readonly bool TryGetPresent(string name, out JsonElement value)
    {
        value = default;
        return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private string? Require(string name, string? value)
    {
        if (value is null)
            Error ??= Missing(name);
        return value;
    }

    private readonly string Missing(string name) => $"{_path}.{name} is missing.";
}
