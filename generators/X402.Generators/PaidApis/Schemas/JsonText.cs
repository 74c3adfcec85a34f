using System.Globalization;
using System.Text;

namespace X402.Generators.PaidApis;

/// <summary>Writes JSON as the codecs of X402 write it: no white space, nothing escaped that need not be. So it goes onto the wire as it stands.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();
    private bool _needsComma;

    public JsonText Open(char bracket)
    {
        Separate();
        _text.Append(bracket);
        _needsComma = false;
        return this;
    }

    public JsonText Close(char bracket)
    {
        _text.Append(bracket);
        _needsComma = true;
        return this;
    }

    public JsonText Name(string name)
    {
        Separate();
        Quote(name);
        _text.Append(':');
        _needsComma = false;
        return this;
    }

    public JsonText Text(string value)
    {
        Separate();
        Quote(value);
        _needsComma = true;
        return this;
    }

    /// <summary>Writes what is JSON already.</summary>
    public JsonText Raw(string json)
    {
        Separate();
        _text.Append(json);
        _needsComma = true;
        return this;
    }

    public static string QuoteText(string value) => new JsonText().Text(value).ToString();

    public override string ToString() => _text.ToString();

    private void Separate()
    {
        if (_needsComma)
            _text.Append(',');
    }

    private void Quote(string value)
    {
        _text.Append('"');
        foreach (var character in value)
        {
            switch (character)
            {
                case '"' or '\\':
                    _text.Append('\\').Append(character);
                    break;
                case < ' ':
                    _text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    _text.Append(character);
                    break;
            }
        }
        _text.Append('"');
    }
}
