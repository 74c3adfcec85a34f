using System.Diagnostics;
using System.Reflection;
using Xunit;
using Xunit.Runner.Common;
using Xunit.v3;

namespace X402.NativeTests;

/// <summary>Runs a test assembly that was compiled into this program with xunit's own discovery and execution, and reports like <c>dotnet test</c>.</summary>
internal static class NativeTestRun
{
    /// <summary>Runs all tests but those that say they need the JIT, with <c>[Trait("Runtime", "JIT")]</c>.</summary>
    /// <returns>Whether there were tests and all of them passed.</returns>
    internal static async Task<bool> RunAsync(string name)
    {
        var started = Stopwatch.StartNew();
        var assembly = new NativeTestAssembly(Assembly.Load(name));
        var configuration = new TestAssemblyConfiguration();
        TestContext.SetForInitialization(diagnosticMessageSink: null, diagnosticMessages: false, internalDiagnosticMessages: false);

        List<IXunitTestCase> cases = [];
        await new XunitTestFrameworkDiscoverer(assembly).Find(
            found =>
            {
                if (found.Traits.TryGetValue("Runtime", out var runtimes) && runtimes.Contains("JIT"))
                    Console.WriteLine($"  left out, since it needs the JIT: {found.TestCaseDisplayName}");
                else
                    cases.Add(new NativeTestCase((IXunitTestCase)found));
                return new(true);
            },
            TestFrameworkOptions.ForDiscovery(configuration));

        var outcome = new OutcomeSink();
        await new XunitTestFrameworkExecutor(assembly).RunTestCases(cases, outcome, TestFrameworkOptions.ForExecution(configuration), CancellationToken.None);
        Console.WriteLine(outcome.Summary(name, started.Elapsed));
        return outcome.AllPassed;
    }
}
