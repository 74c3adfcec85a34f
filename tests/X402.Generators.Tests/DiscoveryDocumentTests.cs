using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using X402.AspNetCore;
using X402.Generators.PaidApis;
using X402.Generators.Tests.Samples;

namespace X402.Generators.Tests;

/// <summary>The documents of a declared API, made when it is compiled, say what is true when it runs.</summary>
public class DiscoveryDocumentTests
{
    private static readonly EndpointDiscovery s_quote = new(CatalogueApiDocument.QuoteAsync.Bazaar, CatalogueApiDocument.QuoteAsync.OutputSchema);

    private static readonly EndpointDiscovery s_find = new(CatalogueApiDocument.FindAsync.Bazaar, CatalogueApiDocument.FindAsync.OutputSchema);

    [Theory]
    [InlineData("City")]
    [InlineData("URL")]
    [InlineData("URLValue")]
    [InlineData("IOStream2")]
    [InlineData("already")]
    [InlineData("ABC_def")]
    [InlineData("X")]
    [InlineData("Utf8Text")]
    public void Members_are_named_as_the_serializer_names_them(string name)
    {
        Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(name), JsonNames.Convert(name, "CamelCase"));
        Assert.Equal(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), JsonNames.Convert(name, "SnakeCaseLower"));
        Assert.Equal(JsonNamingPolicy.SnakeCaseUpper.ConvertName(name), JsonNames.Convert(name, "SnakeCaseUpper"));
        Assert.Equal(JsonNamingPolicy.KebabCaseLower.ConvertName(name), JsonNames.Convert(name, "KebabCaseLower"));
        Assert.Equal(JsonNamingPolicy.KebabCaseUpper.ConvertName(name), JsonNames.Convert(name, "KebabCaseUpper"));
    }

    [Fact]
    public void The_schema_has_the_members_and_types_that_the_serializer_has()
    {
        var expected = CatalogueJson.Default.Quote.GetJsonSchemaAsNode();
        var declared = JsonNode.Parse(DefinitionOf("Quote").GetRawText())!;
        Assert.Equal(Shape(expected), Shape(declared));
    }

    [Fact]
    public void An_answer_has_the_form_that_is_declared()
    {
        var schema = DefinitionOf("Quote");
        var properties = schema.GetProperty("properties");
        Assert.Equal("What a book costs.", schema.GetProperty("description").GetString());
        Assert.Equal("The title.", properties.GetProperty("title").GetProperty("description").GetString());
        Assert.Equal("""["hardcover","Paper_Back"]""", properties.GetProperty("binding").GetProperty("enum").GetRawText());
        Assert.Equal("""{"type":["string","null"],"format":"date"}""", properties.GetProperty("printed").GetRawText());
        Assert.Equal("""{"type":"object","additionalProperties":{"type":"number"}}""", properties.GetProperty("prices").GetRawText());
        Assert.Equal("array", properties.GetProperty("parts").GetProperty("type").GetString());
        Assert.Equal("""{"type":"string","format":"uuid"}""", properties.GetProperty("book-id").GetRawText());
        Assert.False(properties.TryGetProperty("internalNote", out _));
        // a type within itself is the same one
        Assert.Equal("""{"$ref":"#/$defs/Quote"}""", s_quote.Output!.Value.GetRawText());
        Assert.Equal("""{"anyOf":[{"$ref":"#/$defs/Quote"},{"type":"null"}]}""", properties.GetProperty("better").GetRawText());
    }

    [Fact]
    public void What_has_a_default_may_be_left_out_of_a_request_and_is_always_in_an_answer()
    {
        var asked = s_find.Input("body")!.Value;
        Assert.Equal("""["words"]""", asked.GetProperty("required").GetRawText());
        Assert.Equal("What to look for.", asked.GetProperty("description").GetString());
        Assert.Contains("\"words\",\"exact\"", s_find.Output!.Value.GetProperty("items").GetProperty("required").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_are_described_and_have_their_defaults()
    {
        Assert.Equal("""{"type":"object","properties":{"id":{"type":"integer","description":"The book's number.","format":"int32"}},"required":["id"]}""", s_quote.Input("pathParams")!.Value.GetRawText());
        Assert.Equal("""{"type":"object","properties":{"copies":{"type":"integer","format":"int32","default":1},"day":{"type":"string","format":"date"}}}""", s_quote.Input("queryParams")!.Value.GetRawText());
        Assert.Equal("""{"type":"object","properties":{"X-Reader":{"type":"string","description":"Who asks."}}}""", s_quote.Input("headers")!.Value.GetRawText());
        Assert.Equal("/quotes/:id", s_quote.Bazaar.GetProperty("routeTemplate").GetString());
    }

    [Fact]
    public void The_summary_is_the_description()
    {
        Assert.Equal("What a book costs, by its \"number\" and copies.", CatalogueApiDocument.QuoteAsync.Description);
        Assert.Equal("Given in the attribute.", CatalogueApiDocument.FindAsync.Description);
    }

    [Fact]
    public void The_example_of_an_answer_can_be_read_by_the_serializer()
    {
        var example = s_quote.Bazaar.GetProperty("info").GetProperty("output").GetProperty("example");
        Assert.Equal("text", example.Deserialize(CatalogueJson.Default.Quote)?.Title);
        var body = s_find.Bazaar.GetProperty("info").GetProperty("input").GetProperty("body");
        Assert.Equal(["text"], body.Deserialize(CatalogueJson.Default.Search)?.Words);
    }

    [Fact]
    public void Version_1_lists_the_fields()
    {
        var input = s_find.OutputSchema.GetProperty("input");
        Assert.True(input.GetProperty("discoverable").GetBoolean());
        Assert.Equal(("http", "POST", "json"), (input.GetProperty("type").GetString(), input.GetProperty("method").GetString(), input.GetProperty("bodyType").GetString()));
        Assert.True(input.GetProperty("bodyFields").GetProperty("words").GetProperty("required").GetBoolean());
        Assert.False(input.GetProperty("bodyFields").GetProperty("exact").TryGetProperty("required", out _));
    }

    private static JsonElement DefinitionOf(string name) => s_quote.Definitions!.Value.GetProperty(name);

    /// <summary>Names and types only: what both writers say in the same words.</summary>
    private static string Shape(JsonNode node, int depth = 0)
    {
        if (depth > 3 || node is not JsonObject schema)
            return "";
        var type = schema["type"] is JsonArray several ? several[0]!.ToString() : schema["type"]?.ToString() ?? "";
        var members = schema["properties"] is JsonObject properties
            ? string.Join(' ', properties.Where(member => member.Key != "better").OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Shape(member.Value!, depth + 1)}"))
            : "";
        var items = schema["items"] is { } item ? Shape(item, depth + 1) : "";
        var entries = schema["additionalProperties"] is JsonObject entry ? Shape(entry, depth + 1) : "";
        // the serializer's own schema gives enumerations by their values alone
        return $"{(schema["enum"] is null ? type : "enum")}({members}{items}{entries})";
    }
}
