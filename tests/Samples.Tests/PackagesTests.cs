using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using X402.TestSupport.Processes;

namespace Samples.Tests;

/// <summary>A team outside of this repository: packages, an empty folder, and a paid service.</summary>
public sealed class PackagesTests : IDisposable
{
    private static readonly string[] s_packages = ["X402", "X402.AspNetCore", "X402.Client", "X402.Evm"];

    private static readonly Dictionary<string, string> s_facts = typeof(PackagesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(fact => fact.Value is not null).ToDictionary(fact => fact.Key, fact => fact.Value!, StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("x402-sample-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Root => s_facts["RepositoryRoot"];

    [Fact]
    public async Task The_sample_builds_from_packages_in_an_empty_folder_and_asks_for_a_payment()
    {
        var feed = Path.Combine(_folder.FullName, "feed");
        var pack = Path.Combine(_folder.FullName, "pack.proj");
        File.WriteAllText(pack, PackProject(feed));
        await DotnetAsync(Root, "msbuild", pack, "-nologo", "-v:q");
        CheckPackage(feed);

        var sample = Path.Combine(_folder.FullName, "Fortunes");
        Copy(Path.Combine(Root, "src", "samples", "Fortunes"), sample);
        File.WriteAllText(Path.Combine(sample, "nuget.config"), NugetConfig(feed));
        // the client's build includes the contracts'; the server is what runs
        await DotnetAsync(sample, "build", "Fortunes.Client", "-nologo", "-v", "q", "-warnaserror");
        await DotnetAsync(sample, "build", "Fortunes.Server", "-nologo", "-v", "q", "-warnaserror");

        await using var facilitator = await StartFacilitatorAsync();
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        await using var server = await ChildProcess.StartAsync(
            "dotnet",
            ["exec", Path.Combine(sample, "Fortunes.Server", "bin", "Debug", "net10.0", "Fortunes.Server.dll"), "--contentRoot", Path.Combine(sample, "Fortunes.Server")],
            null,
            new Dictionary<string, string?> { ["Urls"] = url, ["X402__PublicOrigin"] = url, ["X402__Facilitator__Url"] = facilitator.Urls.Single() },
            cancellationToken: Ct);
        using var http = new HttpClient();
        using var unpaid = await AskAsync(http, new Uri(url + "/fortunes/love"), server);

        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        var offer = Encoding.UTF8.GetString(Convert.FromBase64String(unpaid.Headers.GetValues("PAYMENT-REQUIRED").Single()));
        Assert.Contains("\"amount\":\"10000\"", offer, StringComparison.Ordinal);
        Assert.Contains("Your fortune in one matter.", offer, StringComparison.Ordinal);
        Assert.Contains("\"routeTemplate\":\"/fortunes/:matter\"", offer, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void CheckPackage(string feed)
    {
        using var package = ZipFile.OpenRead(Directory.EnumerateFiles(feed, "X402.?.*.nupkg").Single());
        var files = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Contains("lib/net10.0/X402.dll", files);
        Assert.Contains("lib/net10.0/X402.xml", files);
        Assert.Contains("analyzers/dotnet/cs/X402.Generators.dll", files);
        Assert.Contains("analyzers/dotnet/cs/X402.CodeFixes.dll", files);
        Assert.Contains("README.md", files);
        Assert.Equal(s_packages.Length, Directory.EnumerateFiles(feed, "*.snupkg").Count());
    }

    // all at once: starting the build is most of its work
    private static string PackProject(string feed)
    {
        var projects = string.Join(';', s_packages.Select(package => Path.Combine(Root, "src", package, package + ".csproj")));
        return $"""
            <Project DefaultTargets="Pack">
              <Target Name="Pack">
                <MSBuild Projects="{projects}" Targets="Pack" Properties="NoBuild=true;Configuration={s_facts["Configuration"]};PackageOutputPath={feed}" BuildInParallel="true" />
              </Target>
            </Project>
            """;
    }

    // packages of others come from where this machine has them already
    private static string NugetConfig(string feed)
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(feed, "..", "packages")}" /></config>
              <packageSources><add key="packed" value="{feed}" /></packageSources>
              <fallbackPackageFolders><add key="cache" value="{cache}" /></fallbackPackageFolders>
            </configuration>
            """;
    }

    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // the test host's own settings are not the team's
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
            await process.WaitForExitAsync(Ct);
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await error}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<WebApplication> StartFacilitatorAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("""{"kinds":[{"x402Version":1,"scheme":"exact","network":"eip155:31337"},{"x402Version":2,"scheme":"exact","network":"eip155:31337"}]}"""));
        await app.StartAsync(Ct);
        return app;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, Uri url, ChildProcess server)
    {
        while (true)
        {
            Assert.False(server.HasExited, server.Output);
            try
            {
                return await http.GetAsync(url, Ct);
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), Ct);
            }
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (relative.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("bin") || parts.Contains("obj")))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, relative))!);
            File.Copy(file, Path.Combine(to, relative));
        }
    }
}
