using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using X402.Generators.PaidApis;

namespace Benchmarks.Micro;

/// <summary>
/// What 200 declared endpoints cost the compiler, beside a generator that finds the same declarations and makes nothing of them: in a compiler that has just
/// started, in one that is warm, and on a keystroke in another file. The fastest of several runs counts.
/// </summary>
internal static class GeneratorCost
{
    private const int Apis = 20;
    private const int EndpointsPerApi = 10;
    private const int Starts = 7;
    private const int Rounds = 25;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest);

    public static void Run()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var source = Declarations();
        var (first, firstFloor) = MeasureStarts(source, references);
        var metadata = references.Select(path => MetadataReference.CreateFromFile(path)).ToArray();
        var (ours, floor) = (Times.None, Times.None);
        for (var round = 0; round < Rounds; round++)
        {
            ours = ours.Fastest(Measure(new PaidApiGenerator(), source, metadata, Apis * 4));
            floor = floor.Fastest(Measure(new EmptyGenerator(), source, metadata, 0));
        }
        Console.WriteLine($"{Apis * EndpointsPerApi} endpoints, milliseconds:");
        Console.WriteLine("| | ours | empty generator | difference |");
        Console.WriteLine("|---|---|---|---|");
        Print("compiler just started", first, firstFloor);
        Print("warm compiler, cold generator", ours.Cold, floor.Cold);
        Print("keystroke in a body elsewhere", ours.Keystroke, floor.Keystroke);
        Print("keystroke in a declaration elsewhere, in a program that is bound", ours.Declaration, floor.Declaration);
    }

    private static (double Ours, double Floor) MeasureStarts(string source, string[] references)
    {
        using var compiler = new CompilerStart(source, references);
        var (ours, floor) = (double.MaxValue, double.MaxValue);
        for (var start = 0; start < Starts; start++)
        {
            ours = Math.Min(ours, compiler.Measure(typeof(PaidApiGenerator)));
            floor = Math.Min(floor, compiler.Measure(typeof(EmptyGenerator)));
        }
        return (ours, floor);
    }

    private static Times Measure(IIncrementalGenerator generator, string source, MetadataReference[] references, int files)
    {
        // a compilation of its own, so that nothing is bound before
        var other = CSharpSyntaxTree.ParseText("class Other { void Method() { } }", s_options);
        var compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(source, s_options), other], references, new(OutputKind.DynamicallyLinkedLibrary));
        GeneratorDriver driver = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: s_options);
        var cold = Measure(() => driver = driver.RunGenerators(compilation));
        if (driver.GetRunResult().GeneratedTrees.Length is var made && made != files)
            throw new InvalidOperationException($"{made} files were generated.");

        var edited = compilation.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText("class Other { void Method() { int x; } }", s_options));
        var keystroke = Measure(() => driver = driver.RunGenerators(edited));
        // the compiler binds each version of a program anew, for whoever asks first
        var declared = compilation.ReplaceSyntaxTree(other, CSharpSyntaxTree.ParseText("class Other { void Method() { int x; } int y; }", s_options));
        Bind(declared);
        return new(cold, keystroke, Measure(() => driver = driver.RunGenerators(declared)));
    }

    private static void Print(string what, double ours, double floor) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {ours:F1} | {floor:F1} | {ours - floor:F1} |"));

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

    private static double Measure(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Declarations()
    {
        var text = new StringBuilder("using System.Threading.Tasks; using X402; namespace Sample; [System.Text.Json.Serialization.JsonSerializable(typeof(string))] public abstract class Json() : System.Text.Json.Serialization.JsonSerializerContext(null) { public static Json Default => null; }\n");
        for (var api = 0; api < Apis; api++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"[PaidApi(typeof(Json))] public interface IApi{api} {{");
            for (var endpoint = 0; endpoint < EndpointsPerApi; endpoint++)
                text.AppendLine(CultureInfo.InvariantCulture, $"[PaidGet(\"/{api}/{endpoint}/{{city}}\", \"$0.01\")] Task<string> Get{endpoint}Async(string city, int? days);");
            text.AppendLine(CultureInfo.InvariantCulture, $"}} [PaidApiEndpoints(typeof(IApi{api}))] public static partial class Endpoints{api}; [PaidApiClient(typeof(IApi{api}))] public partial class Client{api};");
        }
        return text.ToString();
    }

    private readonly record struct Times(double Cold, double Keystroke, double Declaration)
    {
        public static Times None => new(double.MaxValue, double.MaxValue, double.MaxValue);

        public Times Fastest(Times other) => new(Math.Min(Cold, other.Cold), Math.Min(Keystroke, other.Keystroke), Math.Min(Declaration, other.Declaration));
    }
}
