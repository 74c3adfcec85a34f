using X402.Hosting.Tools;
using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Tests.Tools;

public sealed class AnvilExecutableTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task An_anvil_on_PATH_is_used_as_it_is()
    {
        var path = await AnvilExecutable.ResolveAsync(
            new ToolCache(_root.Path), name => $"/somewhere/{name}", _ => Assert.Fail("nothing to install"), TestContext.Current.CancellationToken);

        Assert.Equal("/somewhere/anvil", path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Fact]
    public async Task Without_anvil_it_is_installed_from_npm_and_says_so_once()
    {
        var ct = TestContext.Current.CancellationToken;
        var lines = new List<string>();

        var path = await AnvilExecutable.ResolveAsync(new ToolCache(_root.Path), OnlyNpm, lines.Add, ct);
        var version = await ProcessOutput.OfAsync(path, ["--version"], null, ct);
        var again = await AnvilExecutable.ResolveAsync(new ToolCache(_root.Path), OnlyNpm, _ => Assert.Fail("installed twice"), ct);

        Assert.Contains(AnvilExecutable.Version, version.Text, StringComparison.Ordinal);
        Assert.Contains("installing @foundry-rs/anvil-", lines[0], StringComparison.Ordinal);
        Assert.Equal(path, again);
    }

    [Fact]
    public async Task Without_anvil_and_npm_the_error_says_what_to_do()
    {
        var error = await Assert.ThrowsAsync<ToolNotAvailableException>(() => AnvilExecutable.ResolveAsync(
            new ToolCache(_root.Path), _ => null, progress: null, TestContext.Current.CancellationToken));

        Assert.Contains("getfoundry.sh", error.Message, StringComparison.Ordinal);
        Assert.Contains("Node.js", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__chain", error.Message, StringComparison.Ordinal);
    }

    private static string? OnlyNpm(string name) => name == "npm" ? ExecutableFinder.Find(name) : null;
}
