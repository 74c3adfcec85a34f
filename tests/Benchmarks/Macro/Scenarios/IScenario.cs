using Benchmarks.Macro.Report;

namespace Benchmarks.Macro.Scenarios;

/// <summary>One question of the report, with all who answer it in the same minutes.</summary>
internal interface IScenario
{
    /// <summary>What is written behind <c>macro</c> to run it alone.</summary>
    string Name { get; }

    Task<Section> RunAsync(MacroSettings settings, CancellationToken cancellationToken);
}
