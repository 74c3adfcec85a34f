using X402.Hosting.Tools;

namespace X402.Hosting.Tests.Tools;

public sealed class ToolCacheTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Many_who_ask_at_once_install_once()
    {
        var installations = 0;
        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new ToolCache(_root.Path).GetOrInstallAsync(
            "tool", "1.0", "tool", Install, TestContext.Current.CancellationToken)));

        Assert.Equal(1, installations);
        Assert.Single(paths.Distinct());
        Assert.Equal("binary", await File.ReadAllTextAsync(paths[0], TestContext.Current.CancellationToken));

        async Task Install(string directory, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref installations);
            await File.WriteAllTextAsync(Path.Combine(directory, "tool"), "binary", cancellationToken);
        }
    }

    [Fact]
    public async Task A_failed_installation_leaves_nothing_and_can_be_repeated()
    {
        var cache = new ToolCache(_root.Path);
        var ct = TestContext.Current.CancellationToken;

        await Assert.ThrowsAsync<ToolNotAvailableException>(() => cache.GetOrInstallAsync("tool", "1.0", "tool", async (directory, token) =>
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "half"), "", token);
            throw new ToolNotAvailableException("no network");
        }, ct));

        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_root.Path, "tool")));

        var path = await cache.GetOrInstallAsync("tool", "1.0", "tool", (directory, token) =>
            File.WriteAllTextAsync(Path.Combine(directory, "tool"), "", token), ct);
        Assert.True(File.Exists(path));
    }
}
