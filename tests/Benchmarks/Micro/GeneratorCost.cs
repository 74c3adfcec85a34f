using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using X402.Generators.PaidApis;

namespace Benchmarks.Micro;

/// <summary>
/// What 200 declared endpoints cost the compiler: at first, and on a keystroke in another file. The fastest of several runs counts. The
/// compiler binds each version of a program anew; it does so for whoever asks first, so the generator is also measured after somebody asked.
/// </summary>
internal static class GeneratorCost
{
    private const int Apis = 20;
    private const int EndpointsPerApi = 10;
    private const int Rounds = 15;

    public static void Run()
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)).ToArray();
        var source = Declarations();
        TimeSpan first = default, cold = TimeSpan.MaxValue, keystroke = TimeSpan.MaxValue, own = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            // a compilation of its own per round, so that nothing is bound before
            var other = CSharpSyntaxTree.ParseText("class Other { }", options);
            var compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(source, options), other], references, new(OutputKind.DynamicallyLinkedLibrary));
            GeneratorDriver driver = CSharpGeneratorDriver.Create([new PaidApiGenerator().AsSourceGenerator()], parseOptions: options);
            var time = Measure(() => driver = driver.RunGenerators(compilation));
            first = round == 0 ? time : first;
            cold = time < cold ? time : cold;
            var files = driver.GetRunResult().GeneratedTrees.Length;
            if (files != Apis * 4)
                throw new InvalidOperationException($"{files} files were generated.");

            var edited = compilation.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText("class Other { int x; }", options));
            time = Measure(() => driver = driver.RunGenerators(edited));
            keystroke = time < keystroke ? time : keystroke;

            var again = compilation.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText("class Other { int y; }", options));
            Bind(again);
            time = Measure(() => driver = driver.RunGenerators(again));
            own = time < own ? time : own;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Apis * EndpointsPerApi} endpoints: first {first.TotalMilliseconds:F1} ms with the JIT compiler, then {cold.TotalMilliseconds:F1} ms cold, {keystroke.TotalMilliseconds:F1} ms on a keystroke elsewhere, {own.TotalMilliseconds:F1} ms of it ours"));
    }

    private static void Bind(Compilation compilation)
    {
        foreach (var type in compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>())
        {
            type.GetAttributes();
            foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
            {
                method.GetAttributes();
                foreach (var parameter in method.Parameters)
                    _ = (parameter.GetAttributes(), parameter.Type.AllInterfaces);
            }
        }
    }

    private static TimeSpan Measure(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static string Declarations()
    {
        var text = new StringBuilder("using System.Threading.Tasks; using X402; namespace Sample; public abstract class Json() : System.Text.Json.Serialization.JsonSerializerContext(null);\n");
        for (var api = 0; api < Apis; api++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"[PaidApi(typeof(Json))] public interface IApi{api} {{");
            for (var endpoint = 0; endpoint < EndpointsPerApi; endpoint++)
                text.AppendLine(CultureInfo.InvariantCulture, $"[PaidGet(\"/{api}/{endpoint}/{{city}}\", \"$0.01\")] Task<string> Get{endpoint}Async(string city, int? days);");
            text.AppendLine(CultureInfo.InvariantCulture, $"}} [PaidApiEndpoints(typeof(IApi{api}))] public static partial class Endpoints{api}; [PaidApiClient(typeof(IApi{api}))] public partial class Client{api};");
        }
        return text.ToString();
    }
}
