using X402.Protocol;

namespace X402.Tests.Protocol;

/// <summary>A client may add to what the server said; it may change, drop or invent nothing that is the server's (SG-36).</summary>
public sealed class ExtensionEchoTests
{
    private const string Declared = """{"info":{"required":false,"scopes":["a","b"],"deep":{"x":1,"y":{"z":"t"}}},"schema":{"type":"object"}}""";

    [Theory]
    [InlineData(Declared)]
    [InlineData("""{"info":{"required":false,"scopes":["a","b"],"deep":{"x":1,"y":{"z":"t"}}}}""")]
    [InlineData("""{"info":{"id":"mine","scopes":["a","b"],"required":false,"deep":{"y":{"z":"t","mine":1},"x":1,"mine":[]}},"mine":true}""")]
    [InlineData("null")]
    public void What_is_only_added_to_is_intact(string sent) => Assert.True(IsIntact(Declared, sent));

    [Theory]
    [InlineData("""{"info":{"required":true,"scopes":["a","b"],"deep":{"x":1,"y":{"z":"t"}}}}""")]
    [InlineData("""{"info":{"scopes":["a","b"],"deep":{"x":1,"y":{"z":"t"}}}}""")]
    [InlineData("""{"info":{"required":false,"scopes":["a","b","c"],"deep":{"x":1,"y":{"z":"t"}}}}""")]
    [InlineData("""{"info":{"required":false,"scopes":["b","a"],"deep":{"x":1,"y":{"z":"t"}}}}""")]
    [InlineData("""{"info":{"required":false,"scopes":["a","b"],"deep":{"x":1,"y":{"z":"T"}}}}""")]
    [InlineData("""{"info":{"required":false,"scopes":["a","b"],"deep":{"x":"1","y":{"z":"t"}}}}""")]
    [InlineData("""{"info":null}""")]
    [InlineData("""{"required":false}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"info\"")]
    public void What_is_changed_or_left_out_is_not(string sent) => Assert.False(IsIntact(Declared, sent));

    [Theory]
    [InlineData("""{"info":{"nonce":"other","domain":"shop"}}""", true)]
    [InlineData("""{"info":{"domain":"shop"}}""", true)]
    [InlineData("""{"info":{"nonce":"one","domain":"elsewhere"}}""", false)]
    public void Dynamic_members_are_not_compared(string sent, bool intact) =>
        Assert.Equal(intact, ExtensionEcho.IsIntact(Samples.Json("""{"info":{"nonce":"one","domain":"shop"}}"""), Samples.Json(sent), ["nonce"], []));

    [Theory]
    [InlineData("""{"supported":[1]}""", """{"supported":[1],"mine":2}""", true)]
    [InlineData("""{"supported":[1]}""", """{"supported":[1,2]}""", false)]
    [InlineData("[1]", "[1]", true)]
    [InlineData("[1]", "[1,2]", false)]
    [InlineData("\"text\"", "\"other\"", false)]
    public void Without_info_the_whole_value_counts(string declared, string sent, bool intact) => Assert.Equal(intact, IsIntact(declared, sent));

    [Theory]
    [InlineData("""{"info":{"a":"shop","s":["mine"]}}""", """{"info":{"a":"shop"}}""", true)]
    [InlineData("""{"info":{"a":"mine","s":["mine"]}}""", """{"info":{"a":"shop"}}""", false)]
    [InlineData("""{"info":{"a":"mine"}}""", """{"info":{}}""", false)]
    [InlineData("""{"info":{"a":"mine"}}""", null, false)]
    [InlineData("""{"a":"mine"}""", null, false)]
    [InlineData("""{"info":{"s":["mine"]}}""", null, true)]
    public void What_only_the_server_may_say_cannot_be_invented(string sent, string? declared, bool intact) =>
        Assert.Equal(intact, ExtensionEcho.IsIntact(declared is null ? null : Samples.Json(declared), Samples.Json(sent), [], ["a"]));

    private static bool IsIntact(string declared, string sent) => ExtensionEcho.IsIntact(Samples.Json(declared), Samples.Json(sent), [], []);
}
