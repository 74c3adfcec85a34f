using System.Globalization;
using System.Runtime.InteropServices;

namespace Benchmarks.Macro.Report;

/// <summary>Numbers without time and place are worth nothing.</summary>
internal static class Machine
{
    public static string WhenAndWhere => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTime.UtcNow:d MMMM yyyy, HH:mm} UTC on {Environment.ProcessorCount} cores of {Processor()} with {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):0} GB of memory, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.");

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").First(static line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim()
        : RuntimeInformation.ProcessArchitecture.ToString();
}
