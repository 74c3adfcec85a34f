using System.Globalization;

namespace Benchmarks.Macro.Load;

/// <summary>What a process has used, as the system tells: processor time in steps of 10 ms, memory in kilobytes. Linux only.</summary>
internal static class ProcessClock
{
    private const double TicksPerSecond = 100;

    public static double CpuSeconds(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        // the name, in parentheses, may contain anything
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident memory in megabytes.</summary>
    public static double ResidentMegabytes(int processId)
    {
        foreach (var line in File.ReadLines($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return long.Parse(line.AsSpan("VmRSS:".Length, line.Length - "VmRSS: kB".Length).Trim(), CultureInfo.InvariantCulture) / 1024.0;
        }
        return double.NaN;
    }
}
