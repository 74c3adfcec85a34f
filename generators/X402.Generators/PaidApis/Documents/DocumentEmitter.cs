using Microsoft.CodeAnalysis.CSharp;

namespace X402.Generators.PaidApis;

/// <summary>Writes the documents of an API: constant JSON, in the assembly's read-only data.</summary>
internal static class DocumentEmitter
{
    private const string Bytes = "global::System.ReadOnlySpan<byte>";

    public static string HintName(ApiDocumentModel model) =>
        model.Namespace.Length == 0 ? $"{DocumentParser.NameOf(model.Name)}.g.cs" : $"{model.Namespace}.{DocumentParser.NameOf(model.Name)}.g.cs";

    public static string Emit(ApiDocumentModel model)
    {
        var source = new SourceWriter();
        if (model.Namespace.Length > 0)
        {
            source.Line($"namespace {model.Namespace};");
            source.Line();
        }
        source.Line($"/// <summary>What <see cref=\"{model.Interface}\"/> says about itself: the parts of its offers that never change, as they go onto the wire.</summary>");
        source.Open($"{model.Accessibility} static class {DocumentParser.NameOf(model.Name)}");
        for (var i = 0; i < model.Endpoints.Count; i++)
        {
            if (i > 0)
                source.Line();
            Emit(source, model.Endpoints[i]);
        }
        source.Close();
        return source.ToString();
    }

    private static void Emit(SourceWriter source, EndpointDocumentModel endpoint)
    {
        source.Line($"/// <summary><c>{endpoint.Title}</c></summary>");
        source.Open($"public static class {endpoint.Name}");
        source.Line("/// <summary>A sentence for the buyer.</summary>");
        source.Line($"public const string? Description = {(endpoint.Description is { } text ? SymbolDisplay.FormatLiteral(text, quote: true) : "null")};");
        source.Line();
        source.Line("/// <summary>The value of the extension <c>bazaar</c>.</summary>");
        source.Line($"public static {Bytes} Bazaar => {Literal(endpoint.Bazaar)};");
        source.Line();
        source.Line("/// <summary>The value of <c>outputSchema</c> in version 1 of the protocol.</summary>");
        source.Line($"public static {Bytes} OutputSchema => {Literal(endpoint.OutputSchema)};");
        source.Close();
    }

    // JSON without white space has nowhere three quotation marks in a row, so it can stand as it is
    private static string Literal(string json) => $"\"\"\"{json}\"\"\"u8";
}
