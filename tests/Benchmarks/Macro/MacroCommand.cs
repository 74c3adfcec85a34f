using Benchmarks.Macro.Report;
using Benchmarks.Macro.Scenarios;

namespace Benchmarks.Macro;

/// <summary>Whole processes under load: <c>macro [402|verify|settle|paid|start] [--quick] [--ours] [--out file] [--readme file]</c>.</summary>
internal static class MacroCommand
{
    private static readonly IScenario[] s_scenarios = [new UnpaidScenario(), new VerifyScenario(), new SettleScenario(), new PaidScenario(), new StartScenario()];

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) => { press.Cancel = true; stop.Cancel(); };
        var output = ValueOf(arguments, "--out");
        var readme = ValueOf(arguments, "--readme");
        var names = arguments.Where(argument => !argument.StartsWith('-') && argument != output && argument != readme).ToArray();
        var chosen = s_scenarios.Where(scenario => names.Length == 0 || names.Contains(scenario.Name)).ToArray();
        if (names.Except(s_scenarios.Select(static scenario => scenario.Name)).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no scenario '{unknown}'. There are {string.Join(", ", s_scenarios.Select(static scenario => scenario.Name))}; without one all are run.");
            return 1;
        }
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("The processor time of other processes is read from /proc: this needs Linux.");
            return 1;
        }

        var settings = new MacroSettings(arguments.Contains("--quick"), arguments.Contains("--ours"));
        var sections = new List<Section>();
        var failed = false;
        foreach (var scenario in chosen)
        {
            Console.WriteLine(scenario.Name);
            try
            {
                sections.Add(await scenario.RunAsync(settings, stop.Token));
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                // what the others measured stands
                await Console.Error.WriteLineAsync($"{scenario.Name} could not be measured: {exception}");
                failed = true;
            }
            if (output is not null)
                await File.WriteAllTextAsync(output, MarkdownReport.Write(sections, settings), stop.Token);
        }
        if (output is null)
            Console.WriteLine(MarkdownReport.Write(sections, settings));
        if (readme is not null)
            await SummaryReport.ReplaceAsync(readme, sections, stop.Token);
        return failed ? 1 : 0;
    }

    private static string? ValueOf(string[] arguments, string option) =>
        Array.IndexOf(arguments, option) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;
}
