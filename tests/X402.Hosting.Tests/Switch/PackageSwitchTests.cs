using System.IO.Compression;
using X402.Hosting.Tests.Tools;
using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Tests.Switch;

/// <summary>The build switches of eng/, asked as MSBuild asks them, with feeds of our own.</summary>
public sealed class PackageSwitchTests : IDisposable
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Projects.X402_Hosting_Tests.ProjectPath, "..", ".."));

    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_feed_that_has_the_packages_answers_true()
    {
        AddPackage("Nethereum.Web3");
        AddPackage("Nethereum.Signer.EIP712");

        Assert.Equal("true", await AskAsync(_files.Path));
    }

    [Fact]
    public async Task A_feed_that_lacks_one_of_them_answers_false()
    {
        AddPackage("Nethereum.Web3");

        Assert.Equal("false", await AskAsync(_files.Path));
    }

    [Fact]
    public async Task A_feed_that_cannot_be_reached_is_no_answer() =>
        Assert.Equal("unknown", await AskAsync("http://127.0.0.1:1/index.json"));

    [Theory]
    [InlineData("UseAspire=false", "AspireEnabled", "false")]
    [InlineData("UseAspire=true", "AspireEnabled", "true")]
    [InlineData("UseNethereum=false", "NethereumEnabled", "false")]
    [InlineData("UseNethereum=true", "NethereumEnabled", "true")]
    [InlineData("UseAspire=true", "AspireKubernetesEnabled", "false")]
    public async Task What_is_asked_for_is_what_is_built(string wish, string property, string value)
    {
        var output = await MSBuildAsync("src/X402.Hosting/X402.Hosting.csproj", $"-p:{wish}", $"-getProperty:{property}");

        Assert.Equal(value, output.Text);
    }

    [Fact]
    public async Task A_build_against_something_else_than_was_restored_says_so()
    {
        var output = await MSBuildAsync("src/X402.Hosting/X402.Hosting.csproj", "-t:_PackageSwitchesMatchRestore", $"-p:UseAspire={(OtherThanRestored() ? "true" : "false")}");

        Assert.Contains("error X402001", output.Text, StringComparison.Ordinal);
        Assert.Contains("with a restore", output.Text, StringComparison.Ordinal);
    }

    private static bool OtherThanRestored() =>
        !File.ReadAllText(Path.Combine(Root, "artifacts", "obj", "X402.Hosting", "project.assets.json")).Contains("\"Aspire.Hosting/", StringComparison.Ordinal);

    private async Task<string> AskAsync(string feed)
    {
        var answer = Path.Combine(_files.Path, "answers", "6.1.0.txt");
        // empty folders of its own: what this user has in caches must not answer instead of the feed
        var output = await MSBuildAsync(
            "eng/ask.proj", "-t:Ask", "-p:SwitchName=Nethereum", "-p:PinnedVersion=6.1.0", "-p:SwitchFolder=nethereum", "-p:Instead=nothing", $"-p:AnswerFile={answer}",
            $"-p:RestoreSources={feed}", $"-p:RestorePackagesPath={Path.Combine(_files.Path, "packages")}");

        Assert.True(File.Exists(answer), output.Text);
        Assert.Equal(["6.1.0.txt"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(answer)!).Select(Path.GetFileName));
        return (await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken)).Trim();
    }

    private static Task<ProcessOutput> MSBuildAsync(string project, params string[] args) => ProcessOutput.OfAsync(
        DotnetHost.Path, ["msbuild", Path.Combine(Root, project), "-nologo", "-v:m", "-nodeReuse:false", .. args], Root, TestContext.Current.CancellationToken);

    private void AddPackage(string id)
    {
        using var file = File.Create(Path.Combine(_files.Path, $"{id}.6.1.0.nupkg"));
        using var package = new ZipArchive(file, ZipArchiveMode.Create);
        using (var writer = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
            writer.Write($"""<package><metadata><id>{id}</id><version>6.1.0</version><authors>test</authors><description>empty</description></metadata></package>""");
        package.CreateEntry("lib/net10.0/_._").Open().Dispose();
    }
}
