using Microsoft.CodeAnalysis;

namespace X402.Generators.Tests;

/// <summary>Why steps of a generator ran.</summary>
internal static class RunReasons
{
    /// <summary>The reasons of a named step in the last run.</summary>
    public static IEnumerable<IncrementalStepRunReason> Of(GeneratorDriver driver, string step) =>
        driver.GetRunResult().Results.SelectMany(result => result.TrackedSteps.TryGetValue(step, out var runs) ? runs : []).SelectMany(run => run.Outputs).Select(output => output.Reason);

    /// <summary>The reasons of writing files in the last run.</summary>
    public static IEnumerable<IncrementalStepRunReason> OfOutputs(GeneratorDriver driver) =>
        driver.GetRunResult().Results.SelectMany(result => result.TrackedOutputSteps.Values).SelectMany(runs => runs).SelectMany(run => run.Outputs).Select(output => output.Reason);
}
