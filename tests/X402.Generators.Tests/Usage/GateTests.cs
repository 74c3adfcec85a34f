using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using X402.Generators.Usage;

namespace X402.Generators.Tests.Usage;

public class GateTests
{
    private const string Head = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;
        using X402.AspNetCore;
        var builder = WebApplication.CreateBuilder();

        """;

    [Theory]
    [InlineData("builder.Build().MapGet(\"/a\", [Paid(\"$1\")] () => 1);")]
    [InlineData("builder.Build().MapGet(\"/a\", () => 1).RequirePayment(\"$1\");")]
    [InlineData("builder.Services.AddControllers(); class Shop : ControllerBase { [Paid(\"$1\")] public int Get() => 1; }")]
    [InlineData("builder.Services.AddHttpClient(\"shop\").AddX402Payments(); [Paid(\"$1\")] class Shop : ControllerBase;")]
    public async Task A_program_that_sells_and_takes_no_payments_is_reported(string code) => Assert.Equal(["X402205"], await ReportsAsync(Head + code, OutputKind.ConsoleApplication));

    [Theory]
    [InlineData("builder.Services.AddX402(); builder.Build().MapGet(\"/a\", [Paid(\"$1\")] () => 1);")]
    [InlineData("builder.Build().MapGet(\"/a\", () => 1);")]
    public async Task A_program_that_takes_payments_or_sells_nothing_is_not_reported(string code) => Assert.Empty(await ReportsAsync(Head + code, OutputKind.ConsoleApplication));

    [Fact]
    public async Task A_library_leaves_the_set_up_to_its_program() =>
        Assert.Empty(await ReportsAsync("using X402.AspNetCore; public class Shop { [Paid(\"$1\")] public int Get() => 1; }", OutputKind.DynamicallyLinkedLibrary));

    [Fact]
    public async Task A_set_up_in_a_library_of_the_team_counts()
    {
        var library = Compiler.Compile("""
            using Microsoft.Extensions.DependencyInjection;
            public static class Defaults { public static void AddShop(this IServiceCollection services) => services.AddX402(); }
            """).WithAssemblyName("Team.Defaults");
        const string program = Head + "builder.Services.AddShop(); builder.Build().MapGet(\"/a\", [Paid(\"$1\")] () => 1);";
        Assert.Empty(await ReportsAsync(program, OutputKind.ConsoleApplication, ToReference(library)));
    }

    private static async Task<IEnumerable<string>> ReportsAsync(string source, OutputKind kind, params MetadataReference[] references)
    {
        var compilation = Compiler.Compile(source).AddReferences(references);
        var diagnostics = await compilation.WithOptions(compilation.Options.WithOutputKind(kind)).WithAnalyzers([new GateAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return diagnostics.Select(diagnostic => diagnostic.Id);
    }

    private static PortableExecutableReference ToReference(CSharpCompilation library)
    {
        using var image = new MemoryStream();
        Assert.True(library.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
