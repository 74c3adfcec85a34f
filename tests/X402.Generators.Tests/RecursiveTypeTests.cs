using System.Text.Json;
using Microsoft.CodeAnalysis;
using X402.Generators.PaidApis;

namespace X402.Generators.Tests;

/// <summary>Types that contain themselves are described once, by name, and referred to.</summary>
public class RecursiveTypeTests
{
    [Fact]
    public void A_type_that_contains_itself_is_defined_by_name()
    {
        var schema = SchemaOf("Task<Node> A();", "public sealed record Node(string Name, Node? Next);");

        Assert.Equal("""{"$ref":"#/$defs/Node"}""", Result(schema));
        Assert.Equal(
            """{"Node":{"type":"object","properties":{"Name":{"type":"string"},"Next":{"anyOf":[{"$ref":"#/$defs/Node"},{"type":"null"}]}},"required":["Name","Next"]}}""",
            Definitions(schema));
    }

    [Fact]
    public void Types_that_contain_each_other_need_one_name()
    {
        var schema = SchemaOf("Task<Author> A();", "public sealed record Author(IReadOnlyList<Book> Books); public sealed record Book(Author By, Book? Sequel);");

        Assert.Equal("""{"$ref":"#/$defs/Author"}""", Result(schema));
        Assert.Equal(
            """
            {"Author":{"type":"object","properties":{"Books":{"type":"array","items":{"$ref":"#/$defs/Book"}}},"required":["Books"]},
            "Book":{"type":"object","properties":{"By":{"$ref":"#/$defs/Author"},"Sequel":{"anyOf":[{"$ref":"#/$defs/Book"},{"type":"null"}]}},"required":["By","Sequel"]}}
            """.ReplaceLineEndings(""),
            Definitions(schema));
    }

    [Fact]
    public void What_does_not_contain_itself_stays_where_it_is()
    {
        var schema = SchemaOf("Task<Outer> A();", "public sealed record Outer(Inner One, Inner Two); public sealed record Inner(int Number);");

        Assert.Null(schema.Definitions);
        Assert.StartsWith("""{"type":"object","properties":{"One":{"type":"object",""", Result(schema), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Task<Tree<int>> A();", "public sealed record Tree<T>(T Value, IReadOnlyList<Tree<T>> Children);", "TreeOfInt32")]
    [InlineData("Task<Tree<string[]>> A();", "public sealed record Tree<T>(T Value, Tree<T>[]? Children);", "TreeOfStringArray")]
    [InlineData("Task<Folder> A();", "public sealed record Folder(IReadOnlyDictionary<string, Folder> Folders);", "Folder")]
    [InlineData("Task<IReadOnlyList<Folder>> A();", "public sealed record Folder(IReadOnlyList<Folder> Folders);", "Folder")]
    [InlineData("Task<Lists> A();", "public sealed class Lists : List<Lists>;", "Lists")]
    [InlineData("Task<Lists<int>> A();", "public sealed class Lists<T> : List<Lists<T>>;", "ListsOfInt32")]
    [InlineData("Task<Point> A();", "public record struct Point(int X, List<Point?>? Around);", "Point")]
    [InlineData("Task<Shape> A();", "[JsonDerivedType(typeof(Group), \"group\")] public abstract record Shape; public sealed record Group(IReadOnlyList<Shape> Shapes) : Shape;", "Shape")]
    [InlineData("Task<Größe> A();", "public sealed record Größe(int Wert, Größe? Mehr);", "Gr__e")]
    [InlineData("IAsyncEnumerable<Node> A();", "public sealed record Node(int Number, Node? Next);", "Node")]
    public void Every_reference_leads_to_a_definition(string method, string types, string name)
    {
        var schema = SchemaOf(method, types);

        Assert.Equal([name], schema.Definitions!.Value.EnumerateObject().Select(definition => definition.Name));
        Assert.All(ReferencesIn(schema.Document), reference => Assert.Equal($"#/$defs/{name}", reference));
    }

    [Fact]
    public void What_is_sent_and_what_is_answered_are_two_definitions()
    {
        var schema = SchemaOf("Task<Node> A(Node node);", "public sealed record Node(int Number = 1, Node? Next = null);");

        Assert.Equal(["Node", "NodeInput"], schema.Definitions!.Value.EnumerateObject().Select(definition => definition.Name));
        Assert.True(schema.Definitions.Value.GetProperty("Node").TryGetProperty("required", out _));
        Assert.False(schema.Definitions.Value.GetProperty("NodeInput").TryGetProperty("required", out _));
    }

    [Fact]
    public void Two_types_of_one_name_are_two_definitions()
    {
        var schema = SchemaOf("Task<Pair> A();", "public sealed record Pair(One.Node First, Two.Node Second); namespace One { public sealed record Node(int Number, Node? Next); } namespace Two { public sealed record Node(int Number, Node? Other); }");

        Assert.Equal(["Node", "Node2"], schema.Definitions!.Value.EnumerateObject().Select(definition => definition.Name));
    }

    [Fact]
    public void A_generic_type_that_grows_with_each_step_ends()
    {
        var schema = SchemaOf("Task<Grows<int>> A();", "public sealed record Grows<T>(Grows<List<T>>? Next);");

        Assert.Null(schema.Definitions);
    }

    [Theory]
    [InlineData("public sealed record Node(string Name, Node? Next);", """{"Name":"text","Next":null}""")]
    [InlineData("public sealed record Node(IReadOnlyList<Node> Children);", """{"Children":[]}""")]
    [InlineData("public sealed record Node(IReadOnlyDictionary<string, Node> Children);", """{"Children":{}}""")]
    public void An_example_ends_where_a_type_begins_again(string types, string example) =>
        Assert.Equal(example, SchemaOf("Task<Node> A();", types).Document.GetProperty("info").GetProperty("output").GetProperty("example").GetRawText());

    [Fact]
    public void Version_1_has_its_definitions_beside_the_output()
    {
        using var document = JsonDocument.Parse(Read("Task<Node> A();", "public sealed record Node(int Number, Node? Next);").OutputSchema);

        Assert.Equal("#/$defs/Node", document.RootElement.GetProperty("output").GetProperty("$ref").GetString());
        Assert.True(document.RootElement.GetProperty("$defs").TryGetProperty("Node", out _));
    }

    private static (JsonElement Document, JsonElement? Definitions) SchemaOf(string method, string types)
    {
        var document = JsonElement.Parse(Read(method, types).Bazaar);
        return (document, document.GetProperty("schema").TryGetProperty("$defs", out var definitions) ? definitions : null);
    }

    private static EndpointDocumentModel Read(string method, string types)
    {
        var compilation = Compiler.Compile($$"""
            using System;
            using System.Collections.Generic;
            using System.Text.Json.Serialization;
            using System.Threading.Tasks;
            using X402;
            public abstract class Json() : JsonSerializerContext(null);
            [PaidApi(typeof(Json))]
            public interface IApi { [PaidPost("/a", "$1", PaymentFlow = "upfront")] {{method}} }
            {{types}}
            """);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id is not "CS0534"));
        return Assert.Single(DocumentParser.Parse(compilation.GetTypeByMetadataName("IApi")!)!.Endpoints);
    }

    private static string Result((JsonElement Document, JsonElement? Definitions) schema) =>
        schema.Document.GetProperty("schema").GetProperty("properties").GetProperty("output").GetProperty("properties").GetProperty("example").GetRawText();

    private static string Definitions((JsonElement Document, JsonElement? Definitions) schema) => schema.Definitions!.Value.GetRawText();

    private static IEnumerable<string> ReferencesIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => member.Name == "$ref" ? [member.Value.GetString()!] : ReferencesIn(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(ReferencesIn),
        _ => [],
    };
}
