using System.Text;
using System.Text.Encodings.Web;

namespace X402.AspNetCore.Paywall;

/// <summary>A text with named holes, <c>{{name}}</c>, cut into pieces once. What is put into a hole is never searched for further holes.</summary>
internal sealed class HtmlTemplate
{
    private readonly string[] _pieces;

    public HtmlTemplate(string text) => _pieces = text.Split(["{{", "}}"], StringSplitOptions.None);

    /// <summary>Fills the holes with HTML that is safe already; see <see cref="Encode"/>.</summary>
    public string Fill(Func<string, string> html)
    {
        var filled = new StringBuilder(_pieces.Sum(static piece => piece.Length) + 2048);
        // text and names of holes take turns
        for (var i = 0; i < _pieces.Length; i++)
            filled.Append(i % 2 == 0 ? _pieces[i] : html(_pieces[i]));
        return filled.ToString();
    }

    /// <summary>Makes any text safe inside elements and quoted attributes.</summary>
    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <summary>An embedded file of this folder.</summary>
    public static string Load(string name)
    {
        using var stream = typeof(HtmlTemplate).Assembly.GetManifestResourceStream($"X402.AspNetCore.Paywall.{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
