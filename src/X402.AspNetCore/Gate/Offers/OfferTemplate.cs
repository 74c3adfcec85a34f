using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>A serialised answer with holes where the resource's URL belongs: an answer for one URL costs a copy, not a serialisation.</summary>
internal sealed class OfferTemplate
{
    /// <summary>Stands for the URL while the template is made; nothing else in an offer can look like it.</summary>
    public const string Hole = "x402-resource-url:7d1b6c02-hole";

    private static readonly byte[] s_hole = Encoding.ASCII.GetBytes(Hole);

    private readonly byte[][] _segments;
    private readonly int _length;

    /// <summary>Takes a serialised answer apart.</summary>
    /// <param name="json">UTF-8 JSON whose URLs are <see cref="Hole"/>.</param>
    public OfferTemplate(ReadOnlySpan<byte> json)
    {
        var segments = new List<byte[]>();
        for (int hole; (hole = json.IndexOf(s_hole)) >= 0; json = json[(hole + s_hole.Length)..])
            segments.Add(json[..hole].ToArray());
        segments.Add(json.ToArray());
        _segments = [.. segments];
        _length = _segments.Sum(segment => segment.Length);
    }

    /// <summary>The answer for a URL.</summary>
    public byte[] Render(string url)
    {
        var escaped = Escape(url);
        var json = new byte[LengthFor(escaped)];
        Fill(json, escaped);
        return json;
    }

    /// <summary>The answer for a URL, as it stands in a header.</summary>
    public string RenderBase64(string url)
    {
        var escaped = Escape(url);
        var length = LengthFor(escaped);
        var buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(length));
        try
        {
            Fill(buffer.AsSpan(0, length), escaped);
            Base64.EncodeToUtf8InPlace(buffer, length, out var written);
            return Encoding.ASCII.GetString(buffer, 0, written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static JsonEncodedText Escape(string url) => JsonEncodedText.Encode(url, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private int LengthFor(JsonEncodedText url) => _length + ((_segments.Length - 1) * url.EncodedUtf8Bytes.Length);

    private void Fill(Span<byte> destination, JsonEncodedText url)
    {
        _segments[0].CopyTo(destination);
        destination = destination[_segments[0].Length..];
        for (var i = 1; i < _segments.Length; i++)
        {
            url.EncodedUtf8Bytes.CopyTo(destination);
            _segments[i].CopyTo(destination[url.EncodedUtf8Bytes.Length..]);
            destination = destination[(url.EncodedUtf8Bytes.Length + _segments[i].Length)..];
        }
    }
}
