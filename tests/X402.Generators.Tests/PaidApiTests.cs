using Microsoft.CodeAnalysis;
using X402.Generators.PaidApis;
using X402.Money;

namespace X402.Generators.Tests;

public class PaidApiTests
{
    private const string Api =
        """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;
        using X402;

        namespace Sample;

        [PaidApi(typeof(WeatherJson))]
        public interface IWeatherApi
        {
            [PaidGet("/weather/{city}", "$0.01", Description = "The weather in one city.")]
            Task<Report?> GetAsync(string city, [Header("X-Units")] string? units, int days = 3, CancellationToken cancellationToken = default);

            [PaidPost("/report", "0.05 USDC", Network = "eip155:8453", Scheme = "exact", PayTo = "0x1563915e194D8CfBA1943570603F7606A3115508", MaxTimeoutSeconds = 60)]
            ValueTask<Answer<Report>> SendAsync(Report report);

            /// <summary>How warm it was on <see cref="DateOnly">a day</see>, in the <c>unit</c> of <paramref name="unit"/>.</summary>
            /// <param name="city">The city's "name".</param>
            /// <param name="day">The day.</param>
            /// <param name="unit">Celsius or Fahrenheit.</param>
            [PaidGet("/temperature/{city}/{day}", "$0.001")]
            Task<double> TemperatureAsync(string city, DateOnly day, string unit = "C");

            /// <summary>The weather as it changes.</summary>
            [PaidGet("/live/{city}", "$0.10", PaymentFlow = "upfront")]
            IAsyncEnumerable<Report> LiveAsync(string city, CancellationToken cancellationToken);

            /// <summary>A picture of it.</summary>
            [PaidGet("/picture", "$0.10", PaymentFlow = "upfront")]
            Task<System.IO.Stream?> PictureAsync();

            /// <summary>The weather of a year.</summary>
            [PaidGet("/years/{year}", PriceFrom = nameof(PriceOf))]
            Task<Report?> YearAsync(int year, [Header("X-Detail")] int? detail = null);

            /// <summary>A cent per level of detail.</summary>
            static X402.Money.Price PriceOf(int? detail, int year) => X402.Money.Price.Parse($"{detail ?? 1}.{year}");
        }

        /// <summary>The weather.</summary>
        /// <param name="City">Where.</param>
        /// <param name="Sky">What to see.</param>
        public sealed record Report(string City, Sky? Sky = null);

        public enum Sky { Clear, Cloudy }

        [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
        public sealed class WeatherJson() : JsonSerializerContext(null)
        {
            public static WeatherJson Default { get; } = new();
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override JsonTypeInfo? GetTypeInfo(Type type) => null;
        }

        [PaidApiEndpoints(typeof(IWeatherApi))]
        public static partial class WeatherEndpoints;

        [PaidApiClient(typeof(IWeatherApi))]
        public sealed partial class WeatherClient;
        """;

    [Fact]
    public void Generated_files_are_those_that_were_reviewed()
    {
        var files = Compiler.Generate(Api);
        Assert.Equal(
            ["Sample.WeatherApiDocument.g.cs", "Sample.WeatherClient.Client.g.cs", "Sample.WeatherClient.Registration.g.cs", "Sample.WeatherEndpoints.Endpoints.g.cs"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Snapshot.Matches(file.Key, file.Value));
    }

    [Theory]
    [InlineData("partial class Prices { public const string Fixed = \"$0.02\"; }", null, "$0.02")]
    [InlineData("partial class Prices { public const string Fixed = \"$0.01\"; } record Answer(int Text);", null, "\"integer\"")]
    [InlineData("partial class Prices { public const string Fixed = \"$0.01\"; } record Answer(string Text) { void Body() { int x = 1; } }", "\"integer\"", "\"string\"")]
    [InlineData("partial class Prices { public const string Fixed = \"$0.01\"; } /// <summary>Changed words.</summary>\nrecord Answer(string Text);", null, "Changed words.")]
    [InlineData("namespace Sample { class Answer { public bool Nearer { get; } } } partial class Prices { public const string Fixed = \"$0.01\"; }", null, "Nearer")]
    public void What_is_generated_after_an_edit_elsewhere_is_what_a_new_compiler_generates(string edited, string? isNot, string? contains)
    {
        const string api = """
            using System.Threading.Tasks;
            using X402;
            namespace Sample
            {
                public abstract class Json() : System.Text.Json.Serialization.JsonSerializerContext(null);
                [PaidApi(typeof(Json))] public interface IEditedApi { [PaidGet("/a", Prices.Fixed)] Task<Answer> A(); }
                [PaidApiEndpoints(typeof(IEditedApi))] static partial class EditedEndpoints;
            }
            """;
        var compilation = Compiler.Compile(api, "partial class Prices { public const string Fixed = \"$0.01\"; } record Answer(string Text);");
        var driver = Compiler.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var other = Compiler.Compile(edited).SyntaxTrees[0];
        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[1], other), TestContext.Current.CancellationToken);

        var generated = TextOf(driver);
        Assert.Equal(TextOf(Compiler.Driver().RunGenerators(Compiler.Compile(api, edited), TestContext.Current.CancellationToken)), generated);
        if (isNot is not null)
            Assert.DoesNotContain(isNot, generated, StringComparison.Ordinal);
        if (contains is not null)
            Assert.Contains(contains, generated, StringComparison.Ordinal);

        static string TextOf(GeneratorDriver driver) => string.Join('\n', driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString()));
    }

    [Theory]
    [InlineData("class A { void B() { } }", "class A { void B() { int x; } }", true)]
    [InlineData("class A { int B => 1; int C { get => 1; set { } } A() { } }", "class A { int B => 2; int C { get => 2; set { B(); } } A() { B(); } }", true)]
    [InlineData("using System; Console.Write(1);", "using System; Console.Write(2);", true)]
    [InlineData("class A { void B() { } }", "class A { void C() { } }", false)]
    [InlineData("class A { const int B = 1; }", "class A { const int B = 2; }", false)]
    [InlineData("class A { void B(int c = 1) { } }", "class A { void B(int c = 2) { } }", false)]
    [InlineData("class A { void B() { } }", "class A { void B() { }\n#nullable disable\n}", false)]
    [InlineData("class A { void B() { } }", "class A { void B() {\n#nullable disable\n} }", false)]
    [InlineData("class A { }", "namespace C; class A { }", false)]
    [InlineData("class A { }", "/// <summary>B</summary>\nclass A { }", false)]
    public void The_bodies_of_functions_say_nothing_about_declarations(string before, string after, bool isSame)
    {
        var compilation = Compiler.Compile(before);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Compiler.Compile(after).SyntaxTrees[0]);
        Assert.Equal(isSame, DeclarationState.Of(compilation, default) == DeclarationState.Of(edited, default));
    }

    [Theory]
    [InlineData("class Other { int x; }", "")]
    [InlineData("", "\n// a comment")]
    public void An_edit_that_changes_no_declaration_generates_nothing(string other, string comment)
    {
        var compilation = Compiler.Compile(Api, "class Other { }");
        var driver = Compiler.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        var edited = Compiler.Compile(Api + comment, other);
        driver = driver.RunGenerators(edited, TestContext.Current.CancellationToken);
        string[] steps = [PaidApiGenerator.EndpointsStep, PaidApiGenerator.ClientsStep, PaidApiGenerator.DocumentsStep];
        Assert.All(steps, step => Assert.All(RunReasons.Of(driver, step), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)));
        Assert.NotEmpty(RunReasons.OfOutputs(driver));
        Assert.All(RunReasons.OfOutputs(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Renaming_an_endpoint_breaks_its_callers()
    {
        const string caller = "class Caller { async System.Threading.Tasks.Task Call(Sample.WeatherClient client) => await client.GetAsync(\"Rome\", null); }";
        Assert.Empty(Errors(Api, caller));
        Assert.Equal(["CS1061"], Errors(Api.Replace("GetAsync(", "FindAsync(", StringComparison.Ordinal), caller));
        Assert.Equal(["CS1503"], Errors(Api.Replace("string city,", "int city,", StringComparison.Ordinal), caller));
    }

    [Theory]
    [InlineData("$0.01", null)]
    [InlineData("$0.009", "X402117")]
    [InlineData("0.10 USDC", null)]
    [InlineData("1 EURC", "X402117")]
    [InlineData("a cent", "X402101")]
    public async Task A_price_above_what_a_caller_pays_at_most_breaks_its_build(string ceiling, string? rule)
    {
        const string caller = "[PaidApiClient(typeof(IApi), MaxPrice = \"{0}\")] public partial class Caller;";
        var diagnostics = await Compiler.AnalyzeAsync(
            new PaidApiAnalyzer(),
            Declare("[PaidGet(\"/a\", \"$0.01\")] Task<string> A(); [FreeGet(\"/b\")] Task<string> B();") + caller.Replace("{0}", ceiling, StringComparison.Ordinal));
        Assert.Equal(rule, diagnostics.SingleOrDefault()?.Id);
    }

    [Fact]
    public void Breaking_a_declaration_breaks_its_implementation()
    {
        const string server = """
            class Server : Sample.IWeatherApi
            {
                public System.Threading.Tasks.Task<Sample.Report?> GetAsync(string city, string? units, int days, System.Threading.CancellationToken cancellationToken) => throw new();
                public System.Threading.Tasks.ValueTask<X402.Answer<Sample.Report>> SendAsync(Sample.Report report) => throw new();
                public System.Threading.Tasks.Task<double> TemperatureAsync(string city, System.DateOnly day, string unit) => throw new();
                public System.Collections.Generic.IAsyncEnumerable<Sample.Report> LiveAsync(string city, System.Threading.CancellationToken cancellationToken) => throw new();
                public System.Threading.Tasks.Task<System.IO.Stream?> PictureAsync() => throw new();
                public System.Threading.Tasks.Task<Sample.Report?> YearAsync(int year, int? detail) => throw new();
            }
            """;
        Assert.Empty(Errors(Api, server));
        Assert.Equal(["CS0535"], Errors(Api.Replace("Task<double>", "Task<decimal>", StringComparison.Ordinal), server).Select(id => id == "CS0738" ? "CS0535" : id));
        Assert.Equal(["CS0535"], Errors(Api.Replace("SendAsync(", "PostAsync(", StringComparison.Ordinal), server));
    }

    [Theory]
    [InlineData("[PaidGet(\"/a\", \"0,01\")] Task<string> A();", "X402101")]
    [InlineData("[PaidGet(\"/a\", \"$0.00\")] Task<string> A();", "X402102")]
    [InlineData("[PaidGet(\"/a\", \"$0.0000001\")] Task<string> A();", "X402103")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Network = \"base\")] Task<string> A();", "X402104")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Scheme = \"exacct\")] Task<string> A();", "X402105")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PayTo = \"0x1563915E194d8CfBA1943570603F7606A3115508\")] Task<string> A();", "X402106")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PayTo = \"0x1563915e\")] Task<string> A();", "X402106")]
    [InlineData("[PaidGet(\"a\", \"$1\")] Task<string> A();", "X402107")]
    [InlineData("[FreeGet(\"/a/{b:int}\")] Task<string> A(int b);", "X402107")]
    [InlineData("[FreeGet(\"/a/{b}\")] Task<string> A(int b); [PaidGet(\"/A/{c}\", \"$1\")] Task<string> B(int c);", "X402108")]
    [InlineData("[FreeGet(\"/a/{b}\")] Task<string> A();", "X402109")]
    [InlineData("[FreeGet(\"/a\")] Task<string> A(object b);", "X402110")]
    [InlineData("[FreePost(\"/a\")] Task<string> A(object b, object c);", "X402110")]
    [InlineData("[FreeGet(\"/a/{b}\")] Task<string> A(string? b);", "X402110")]
    [InlineData("[FreeGet(\"/a\")] string A();", "X402111")]
    [InlineData("[FreeGet(\"/a\")] Task A();", "X402111")]
    [InlineData("[PaidGet(\"/a\", \"$1\")] IAsyncEnumerable<string> A();", "X402112")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PaymentFlow = \"authorization\")] Task<System.IO.Stream> A();", "X402112")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PaymentFlow = \"prepaid\")] Task<string> A();", "X402118")]
    [InlineData("[FreeGet(\"/a\")] Task<IAsyncEnumerable<string>> A();", "X402111")]
    [InlineData("Task<string> A();", "X402113")]
    [InlineData("[FreeGet(\"/a\")] Task<string?> A(); [FreeGet(\"/b\")] Task<Answer<Uri>> B();", "X402115")]
    [InlineData("[FreePost(\"/a\")] Task<string> A(List<string> body);", "X402115")]
    [InlineData("[PaidGet(\"/a\")] Task<string> A();", "X402101")]
    [InlineData("[PaidGet(\"/a\", \"$1\", PriceFrom = \"Of\")] Task<string> A(); static X402.Money.Price Of() => default;", "X402101")]
    [InlineData("[PaidGet(\"/a\", PriceFrom = \"Of\")] Task<string> A();", "X402116")]
    [InlineData("[PaidGet(\"/a\", PriceFrom = \"Of\")] Task<string> A(); static string Of() => \"$1\";", "X402116")]
    [InlineData("[PaidGet(\"/a\", PriceFrom = \"Of\")] Task<string> A(int b); static X402.Money.Price Of(int c) => default;", "X402116")]
    [InlineData("[PaidGet(\"/a\", PriceFrom = \"Of\")] Task<string> A(int b); static X402.Money.Price Of(long b) => default;", "X402116")]
    [InlineData("[PaidPost(\"/a\", PriceFrom = \"Of\")] Task<string> A(object b); static X402.Money.Price Of(object b) => default;", "X402116")]
    public async Task What_cannot_work_is_an_error(string methods, string rule)
    {
        var diagnostics = await Compiler.AnalyzeAsync(new PaidApiAnalyzer(), Declare(methods));
        Assert.Equal(rule, Assert.Single(diagnostics).Id);
    }

    [Fact]
    public async Task A_context_that_is_none_is_an_error()
    {
        var diagnostics = await Compiler.AnalyzeAsync(new PaidApiAnalyzer(), Declare("[FreeGet(\"/a\")] Task<string> A();").Replace("typeof(Json)", "typeof(string)", StringComparison.Ordinal));
        Assert.Equal("X402114", Assert.Single(diagnostics).Id);
    }

    [Theory]
    [InlineData("[PaidGet(\"/a\", \"0.01 USDC\", Network = \"eip155:8453\", Scheme = \"upto\", PayTo = \"0x1563915e194d8cfba1943570603f7606a3115508\")] Task<string> A();")]
    [InlineData("[PaidGet(\"/a\", \"$1\", Network = \"solana:mainnet\", PayTo = \"9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin\")] Task<string> A();")]
    [InlineData("[FreeGet(\"/a\")] IAsyncEnumerable<string> A(); [PaidGet(\"/b\", \"$1\", PaymentFlow = \"upfront\")] Task<System.IO.Stream?> B();")]
    [InlineData("[PaidGet(\"/a/{b}\", PriceFrom = \"Of\")] Task<string> A(int b, string? c = null); static Answer<X402.Money.Price> Of(string? c) => default(X402.Money.Price);")]
    [InlineData("[PaidGet(\"/a/{b}\", \"$1\")] Task<string> A(Guid b, bool? c); [PaidPost(\"/a/{b}\", \"$1\")] Task<string> B(Guid b, object c);")]
    public async Task What_works_is_no_error(string methods) => Assert.Empty(await Compiler.AnalyzeAsync(new PaidApiAnalyzer(), Declare(methods)));

    [Theory]
    [InlineData("$0.01")]
    [InlineData(" $ 1 ")]
    [InlineData("0.01 USDC")]
    [InlineData("1\tEURC")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e2")]
    [InlineData("-1")]
    [InlineData("1,5")]
    [InlineData("1 USD C")]
    [InlineData("$")]
    [InlineData("")]
    [InlineData("１")]
    public void The_editor_and_the_server_agree_on_what_a_price_is(string text) => Assert.Equal(Price.TryParse(text, out _), Prices.IsPrice(text));

    private static IEnumerable<string> Errors(params string[] sources)
    {
        Compiler.Driver().RunGeneratorsAndUpdateCompilation(Compiler.Compile(sources), out var compilation, out _, TestContext.Current.CancellationToken);
        return compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id);
    }

    private static string Declare(string methods) =>
        $$"""
        #nullable enable
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using X402;
        [System.Text.Json.Serialization.JsonSerializable(typeof(string)), System.Text.Json.Serialization.JsonSerializable(typeof(object))]
        public abstract class Json() : System.Text.Json.Serialization.JsonSerializerContext(null);
        [PaidApi(typeof(Json))]
        public interface IApi { {{methods}} }
        """;
}
