using System.Globalization;
using System.Text.Json;

namespace X402.Hosting;

/// <summary>Where a chain's state is kept while the application runs; gone when it stops.</summary>
/// <remarks>
/// Anvil writes its file in place, so that one killed while it writes leaves half a file and would never start again. What it loads is
/// therefore a file of its own: the last one that was written to its end.
/// </remarks>
internal sealed class ChainState(TimeSpan interval) : IDisposable
{
    private readonly Lazy<string> _directory = new(() => Directory.CreateTempSubdirectory("x402-chain-").FullName);

    private string Written => Path.Combine(_directory.Value, "written.json");

    private string Whole => Path.Combine(_directory.Value, "whole.json");

    /// <summary>The arguments for the next start; nothing of the chain may run meanwhile.</summary>
    public IEnumerable<string> NextArguments()
    {
        if (File.Exists(Written) && IsWhole(Written))
            File.Move(Written, Whole, overwrite: true);
        yield return "--dump-state";
        yield return Written;
        yield return "--state-interval";
        yield return ((long)interval.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (File.Exists(Whole))
        {
            yield return "--load-state";
            yield return Whole;
        }
    }

    public void Dispose()
    {
        if (_directory.IsValueCreated && Directory.Exists(_directory.Value))
            Directory.Delete(_directory.Value, recursive: true);
    }

    private static bool IsWhole(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var state = JsonDocument.Parse(file);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
