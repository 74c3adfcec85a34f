using System.Globalization;
using Benchmarks.Macro.Scenarios;

namespace Benchmarks.Macro;

/// <summary>Whole processes under load.</summary>
internal static class MacroCommand
{
    private static readonly IScenario[] s_scenarios = [new VerifyScenario(), new SettleScenario()];

    public static async Task RunAsync(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) => { press.Cancel = true; stop.Cancel(); };
        var settings = new MacroSettings(arguments.Contains("--quick"), !arguments.Contains("--no-reference"), arguments.Contains("--ours"));
        foreach (var scenario in s_scenarios)
        {
            if (arguments.All(argument => argument.StartsWith('-')) || arguments.Contains(scenario.Name))
            {
                var section = await scenario.RunAsync(settings, stop.Token);
                Console.WriteLine(section.Title);
                foreach (var row in section.Rows)
                {
                    var load = row.Measurement.Load;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Label,-40} {load.PerSecond,9:F0}/s p50 {load.Percentile(0.5),8:F2} ms p99 {load.Percentile(0.99),8:F2} ms failed {load.Failed} {string.Join(' ', row.Measurement.CpuMicroseconds.Select(cpu => string.Create(CultureInfo.InvariantCulture, $"{cpu.Part} {cpu.Microseconds:F0}us")))} {load.FirstFailure}"));
                }
            }
        }
    }
}
