using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using X402.Money;
using X402.Reasons;

namespace X402.Evm.Payloads;

/// <summary>Reads a payload for generated code: forward only, strictly, and with the place of the first mistake.</summary>
/// <remarks>
/// A mistake is told while the callers return: each puts the name of its member before what is already there, so that a correct payload costs
/// no text at all. Not thread-safe, being a <c>ref struct</c>.
/// </remarks>
public ref struct PayloadReader
{
    /// <summary>The most bytes of a member that states no limit of its own (SG-28).</summary>
    public const int MaxBytes = 65_536;

    private const int MaxItems = 1024;

    private Utf8JsonReader _json;
    private string? _problem;
    private string _path = "";
    private PaymentReason? _reason;

    /// <summary>Begins before the first token.</summary>
    /// <param name="utf8Json">UTF-8 text, which may be anything.</param>
    public PayloadReader(ReadOnlySpan<byte> utf8Json) => _json = new(utf8Json);

    /// <summary>Enters the next value, which must be an object.</summary>
    public bool BeginObject() => _json.Read() && _json.TokenType == JsonTokenType.StartObject || Problem("must be an object");

    /// <summary>Goes to the next member of the present object, unless it ends. An explicit <c>null</c> is an absent member.</summary>
    public bool NextMember()
    {
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var ahead = _json;
            ahead.Read();
            if (ahead.TokenType != JsonTokenType.Null)
                return true;
            _json = ahead;
        }
        return false;
    }

    /// <summary>Whether the present member has this name.</summary>
    public readonly bool IsMember(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <summary>Notes that a member was seen.</summary>
    /// <param name="seen">One bit per member.</param>
    /// <param name="member">Which one.</param>
    /// <returns>Whether it is the first of its name.</returns>
    public bool IsFirst(ref ulong seen, int member)
    {
        var bit = 1UL << member;
        if ((seen & bit) != 0)
            return Problem("appears twice");
        seen |= bit;
        return true;
    }

    /// <summary>Passes over the present member.</summary>
    public void Skip() => _json.Skip();

    /// <summary>Keeps the present member.</summary>
    public void Keep(ref Dictionary<string, JsonElement>? unknown)
    {
        var name = _json.GetString()!;
        _json.Read();
        (unknown ??= new(StringComparer.Ordinal))[name] = JsonElement.ParseValue(ref _json);
    }

    /// <summary>Reads an address of any case.</summary>
    public bool TryRead(out EvmAddress value)
    {
        value = default;
        return TryReadRaw(out var text) && EvmAddress.TryParse(text, out value) || Problem("must be an address: 0x and 40 hexadecimal digits");
    }

    /// <summary>Reads 32 bytes.</summary>
    public bool TryRead(out Hash32 value)
    {
        value = default;
        return TryReadRaw(out var text) && Hash32.TryParse(text, out value) || Problem("must be 32 bytes: 0x and 64 hexadecimal digits");
    }

    /// <summary>Reads a number that is written as a string of decimal digits.</summary>
    /// <param name="value">The number.</param>
    /// <param name="bits">How many bits it may have.</param>
    public bool TryRead(out UInt256 value, int bits = 256)
    {
        value = default;
        return TryReadRaw(out var text) && UInt256.TryParse(text, out value) && Fits(value, bits) || Problem($"must be a string of decimal digits below 2^{bits}");
    }

    /// <summary>Reads a number that is written as such.</summary>
    /// <param name="value">The number.</param>
    /// <param name="bits">How many bits it may have.</param>
    public bool TryRead(out ulong value, int bits = 64)
    {
        value = 0;
        return _json.Read() && _json.TokenType == JsonTokenType.Number && _json.TryGetUInt64(out value) && (bits == 64 || value >> bits == 0)
            || Problem($"must be an integer from 0 and below 2^{bits}");
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="value">The bytes.</param>
    /// <param name="min">The fewest.</param>
    /// <param name="max">The most.</param>
    public bool TryRead(out ReadOnlyMemory<byte> value, int min = 0, int max = MaxBytes)
    {
        value = default;
        if (!TryReadRaw(out var text) || text.Length < 2 + (2 * min) || text.Length > 2 + (2 * max) || !Hex.TryDecode(text, out byte[] bytes))
            return Problem($"must be 0x and an even number of hexadecimal digits, for {min} to {max} bytes");
        value = bytes;
        return true;
    }

    /// <summary>Reads text.</summary>
    public bool TryRead([NotNullWhen(true)] out string? value)
    {
        value = _json.Read() && _json.TokenType == JsonTokenType.String ? _json.GetString() : null;
        return value is not null || Problem("must be a string");
    }

    /// <summary>Reads a list.</summary>
    /// <param name="readItem">Reads one item.</param>
    /// <param name="items">The items, at most 1,024.</param>
    public bool TryReadList<T>(PayloadItemReader<T> readItem, [NotNullWhen(true)] out IReadOnlyList<T>? items)
    {
        ArgumentNullException.ThrowIfNull(readItem);
        items = null;
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartArray)
            return Problem("must be an array");
        var list = new List<T>();
        while (!EndsArray())
        {
            if (list.Count == MaxItems)
                return Problem($"must have at most {MaxItems} items");
            if (!readItem(ref this, out var item))
                return Within($"[{list.Count}]");
            list.Add(item);
        }
        items = list;
        return true;
    }

    /// <summary>Whether nothing follows.</summary>
    public bool IsAtEnd() => !_json.Read();

    /// <summary>Names the member that cannot be read; what is wrong with it was said before.</summary>
    public bool FailAt(string member, PaymentReason? reason = null)
    {
        _reason ??= reason;
        return Within($".{member}");
    }

    /// <summary>Says that a member is missing.</summary>
    public bool IsMissing(string member, PaymentReason? reason = null)
    {
        Problem("is missing");
        return FailAt(member, reason);
    }

    /// <summary>Says that the payload is one of another kind.</summary>
    public bool IsOfOtherKind(string member)
    {
        Problem("makes it a payload of another kind, which is not served here");
        return FailAt(member, PaymentReasons.UnsupportedPayloadType);
    }

    /// <summary>Says that the text is not JSON.</summary>
    public void IsNotJson() => (_problem, _path, _reason) = ("is not JSON", "", PaymentReasons.InvalidPayload);

    /// <summary>The first mistake.</summary>
    public readonly bool Refuse(out PaymentReason reason, out string detail)
    {
        reason = _reason ?? PaymentReasons.InvalidPayload;
        detail = $"payload{_path} {_problem ?? "is followed by something else"} (byte {_json.BytesConsumed}).";
        return false;
    }

    /// <summary>Refuses what is no object at all.</summary>
    public static bool IsNoObject(out PaymentReason reason, out string detail)
    {
        reason = PaymentReasons.InvalidPayload;
        detail = "payload must be an object.";
        return false;
    }

    // The raw text between the quotes: whatever is escaped in it is neither a digit nor hexadecimal and refused as such.
    private bool TryReadRaw(out ReadOnlySpan<byte> text)
    {
        var isText = _json.Read() && _json.TokenType == JsonTokenType.String;
        text = isText ? _json.ValueSpan : default;
        return isText;
    }

    private bool EndsArray()
    {
        var ahead = _json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.EndArray)
            return false;
        _json = ahead;
        return true;
    }

    private static bool Fits(UInt256 value, int bits)
    {
        Span<byte> word = stackalloc byte[32];
        value.WriteBigEndian(word);
        return !word[..((256 - bits) / 8)].ContainsAnyExcept((byte)0);
    }

    private bool Within(string step)
    {
        _path = step + _path;
        return false;
    }

    private bool Problem(string problem)
    {
        _problem ??= problem;
        return false;
    }
}
