using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Benchmarks.Micro;

/// <summary>
/// What a generator costs a compiler that has just started: the one of the SDK, which is compiled ahead of time, as builds use it. It takes the time itself.
/// </summary>
internal sealed class CompilerStart : IDisposable
{
    private readonly string _compiler = Path.Combine(SdkPath(), "Roslyn", "bincore", "csc.dll");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("x402-generator-");

    public CompilerStart(string source, IEnumerable<string> references)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "Declarations.cs"), source);
        File.WriteAllLines(Path.Combine(_folder.FullName, "references.rsp"), references.Select(path => $"-r:\"{path}\""));
    }

    /// <summary>Milliseconds of one generator in a process of its own.</summary>
    public double Measure(Type generator)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", _compiler, "-nologo", "-noconfig", "-nostdlib+", "-target:library", "-out:out.dll", "-langversion:latest", "-reportanalyzer", $"-analyzer:{generator.Assembly.Location}", "@references.rsp", "Declarations.cs"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var line = Regex.Match(output, $@"<?([0-9.]+)\s+<?[0-9]+\s+{Regex.Escape(generator.FullName!)}\b");
        return line.Success
            ? double.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture) * 1000
            : throw new InvalidOperationException($"The compiler says no time of {generator.FullName}: {output}");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string SdkPath()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true })!;
        var newest = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        return Path.Combine(newest[(newest.IndexOf('[', StringComparison.Ordinal) + 1)..newest.IndexOf(']', StringComparison.Ordinal)], newest.Split(' ')[0]);
    }
}
