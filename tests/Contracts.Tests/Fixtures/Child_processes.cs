using X402.Hosting.Tools;
using X402.TestSupport.Processes;

namespace X402.Contracts.Tests.Fixtures;

/// <summary>Nothing that a test starts outlives the test run.</summary>
public class Child_processes
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_ends_when_the_process_that_started_it_is_gone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only Unix has the supervising shell.");
        await using var child = await ChildProcess.StartAsync(await AnvilExecutable.ResolveAsync(cancellationToken: Cancel), ["--port", "0"], cancellationToken: Cancel);

        child.CloseLifeline();

        await child.WaitForExitAsync(Cancel);
        Assert.True(child.HasExited);
    }

    [Fact]
    public async Task A_paused_program_is_killed_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var child = await ChildProcess.StartAsync(await AnvilExecutable.ResolveAsync(cancellationToken: Cancel), ["--port", "0"], cancellationToken: Cancel);
        child.Pause();
        await child.KillAsync(Cancel);
        Assert.True(child.HasExited);
    }

    [Fact]
    public async Task A_program_that_writes_at_once_is_told_from_its_process_id()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only Unix has the supervising shell.");
        await Parallel.ForAsync(0, 200, Cancel, static async (_, cancellationToken) =>
        {
            await using var child = await ChildProcess.StartAsync("/bin/sh", ["-c", "echo said by $$"], cancellationToken: cancellationToken);
            await child.WaitForExitAsync(cancellationToken);
            Assert.Equal($"said by {child.Id}", child.Output);
        });
    }
}
