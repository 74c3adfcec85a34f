using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace X402.Generators.PaidApis;

/// <summary>What the documentation comment of a symbol says, as plain text.</summary>
internal sealed class XmlDocs
{
    private static readonly XmlDocs s_none = new(null);

    // a comment stays the same as long as its file does, and files outlive the versions of a program that a keystroke makes
    private static readonly ConditionalWeakTable<SyntaxNode, XmlDocs> s_read = new();

    private readonly XElement? _root;

    private XmlDocs(XElement? root) => _root = root;

    public string? Summary => field ??= Flatten(_root?.Element("summary"));

    public string? Parameter(string name)
    {
        foreach (var parameter in _root?.Elements("param") ?? [])
        {
            if (parameter.Attribute("name")?.Value == name)
                return Flatten(parameter);
        }
        return null;
    }

    // what is declared in parts may be described in each of them
    public static XmlDocs Of(ISymbol symbol) => symbol.DeclaringSyntaxReferences is [var only]
        ? s_read.GetValue(only.GetSyntax(), _ => Read(symbol))
        : Read(symbol);

    private static XmlDocs Read(ISymbol symbol)
    {
        var xml = symbol.GetDocumentationCommentXml();
        if (string.IsNullOrWhiteSpace(xml))
            xml = FromComments(symbol);
        if (xml is null)
            return s_none;
        try
        {
            return new(XElement.Parse(xml, LoadOptions.PreserveWhitespace));
        }
        catch (XmlException)
        {
            // the compiler says so where documentation is checked
            return s_none;
        }
    }

    // without a documentation file the compiler takes documentation for comments
    private static string? FromComments(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var text = new StringBuilder();
            foreach (var trivia in reference.GetSyntax().GetLeadingTrivia())
            {
                if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && trivia.ToString() is var line && line.StartsWith("///", StringComparison.Ordinal))
                    text.Append(line, 3, line.Length - 3).Append('\n');
            }
            if (text.Length > 0)
                return $"<doc>{text}</doc>";
        }
        return null;
    }

    private static string? Flatten(XElement? element)
    {
        if (element is null)
            return null;
        var text = new StringBuilder();
        Append(text, element);
        var words = text.ToString().Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(" ", words);
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText words)
                text.Append(words.Value);
            else if (node is XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference && reference.IsEmpty)
                text.Append(NameIn(reference));
            else if (node is XElement inner)
                Append(inner.Name.LocalName is "para" or "br" ? text.Append(' ') : text, inner);
        }
    }

    private static string NameIn(XElement reference)
    {
        var name = reference.Attribute("cref")?.Value ?? reference.Attribute("name")?.Value ?? reference.Attribute("langword")?.Value ?? reference.Attribute("href")?.Value ?? "";
        if (reference.Attribute("cref") is null)
            return name;
        var end = name.IndexOf('(');
        name = end < 0 ? name : name.Substring(0, end);
        return name.Substring(name.LastIndexOfAny(['.', ':']) + 1);
    }
}
