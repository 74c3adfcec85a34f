using System.Diagnostics;
using System.Globalization;

namespace X402.Hosting.Tests.Engine;

/// <summary>An AppHost as a process of its own, as people run it.</summary>
public sealed class AppHostProcessTests
{
    private const int Terminate = 15;
    private const int Patience = 60_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Patience)]
    public async Task An_AppHost_that_is_killed_leaves_nothing_running()
    {
        using var apphost = Start();
        var (service, child) = await ProcessesAsync(apphost);

        apphost.Kill(entireProcessTree: false);

        await EndedAsync(service);
        await EndedAsync(child);
    }

    [Fact(Timeout = Patience)]
    public async Task SIGTERM_stops_everything_and_ends_the_AppHost_with_exit_code_0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM");
        using var apphost = Start();
        var (service, child) = await ProcessesAsync(apphost);

        Local.Processes.UnixProcessGroup.SignalOne(apphost.Id, Terminate);
        await apphost.WaitForExitAsync(Cancellation);

        Assert.Equal(0, apphost.ExitCode);
        Assert.False(TestApplication.IsAlive(service));
        await EndedAsync(child);
    }

    [Fact(Timeout = Patience)]
    public async Task It_says_which_engine_runs_why_and_where_everything_is()
    {
        using var apphost = Start();

        Assert.StartsWith("SampleAppHost runs on the local engine: ", await apphost.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        await LineAsync(apphost, line => line.StartsWith("Ready in ", StringComparison.Ordinal));
        await LineAsync(apphost, line => line.StartsWith("  service  http://localhost:", StringComparison.Ordinal));
        apphost.Kill(entireProcessTree: false);
    }

    [Fact(Timeout = Patience)]
    public async Task What_only_Aspire_can_do_is_refused_in_one_sentence()
    {
        using var apphost = Start("--operation", "publish");
        await apphost.WaitForExitAsync(Cancellation);

        Assert.NotEqual(0, apphost.ExitCode);
        Assert.Contains("Publishing needs the Aspire packages", await apphost.StandardError.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    private static Process Start(params string[] args) => Process.Start(new ProcessStartInfo(
        "dotnet", [new Projects.SampleAppHost().TargetPath, "--DcpPublisher:RandomizePorts=true", .. args])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<(int Service, int Child)> ProcessesAsync(Process apphost)
    {
        var child = await LineAsync(apphost, line => line.StartsWith("service | child ", StringComparison.Ordinal));
        var service = await LineAsync(apphost, line => line.StartsWith("service | listening, pid ", StringComparison.Ordinal));
        return (Number(service), Number(child));
    }

    private static async Task<string> LineAsync(Process apphost, Func<string, bool> predicate)
    {
        while (await apphost.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (predicate(line))
                return line;
        }

        throw new InvalidOperationException($"The AppHost has ended: {await apphost.StandardError.ReadToEndAsync(Cancellation)}");
    }

    private static async Task EndedAsync(int processId)
    {
        while (TestApplication.IsAlive(processId))
            await Task.Delay(20, Cancellation);
    }

    private static int Number(string line) => int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
}
