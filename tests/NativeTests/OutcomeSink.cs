using System.Collections.Concurrent;
using Xunit.Sdk;

namespace X402.NativeTests;

/// <summary>Counts, and prints what fails or is skipped as it happens.</summary>
internal sealed class OutcomeSink : IMessageSink
{
    private readonly ConcurrentDictionary<string, string> _names = new();
    private int _passed;
    private int _skipped;
    private int _failed;

    public bool AllPassed => _failed == 0 && _passed > 0;

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestStarting starting:
                _names[starting.TestUniqueID] = starting.TestDisplayName;
                break;
            case ITestPassed:
                Interlocked.Increment(ref _passed);
                break;
            case ITestSkipped skipped:
                Interlocked.Increment(ref _skipped);
                Console.WriteLine($"  skipped: {_names.GetValueOrDefault(skipped.TestUniqueID)}: {skipped.Reason}");
                break;
            case ITestFailed failed:
                Fail(_names.GetValueOrDefault(failed.TestUniqueID, failed.TestUniqueID), failed);
                break;
            // what goes wrong around tests: in fixtures, in clean-up, in xunit
            case IErrorMetadata error:
                Fail(message.GetType().Name, error);
                break;
        }
        return true;
    }

    /// <summary>The line that <c>dotnet test</c> would print.</summary>
    public string Summary(string name, TimeSpan duration) =>
        $"{(AllPassed ? "Passed" : "Failed")}!  - Failed: {_failed,5}, Passed: {_passed,5}, Skipped: {_skipped,5}, Total: {_passed + _failed + _skipped,5}, Duration: {duration.TotalSeconds:F0} s - {name} (native)";

    private void Fail(string what, IErrorMetadata error)
    {
        Interlocked.Increment(ref _failed);
        Console.WriteLine($"  failed: {what}: {string.Join(" -> ", error.Messages)}{Environment.NewLine}{string.Join(Environment.NewLine, error.StackTraces)}");
    }
}
