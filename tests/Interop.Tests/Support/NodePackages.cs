using System.Security.Cryptography;
using X402.Hosting.Tools;
using X402.Hosting.Tools.Processes;

namespace X402.Interop.Tests.Support;

/// <summary>
/// The reference packages, as the committed lock file names them: installed once into the user's cache, about 700 MB because version 1
/// brings the wallets of two other chains along. No script of a package runs.
/// </summary>
internal static class NodePackages
{
    private const string Marker = "installed";

    /// <summary>Installs them if need be, and puts the scripts beside them.</summary>
    /// <returns>A folder with the scripts, from which <c>node</c> finds the packages. The caller deletes it.</returns>
    public static async Task<DirectoryInfo> PrepareAsync(CancellationToken cancellationToken)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "node");
        var version = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"), cancellationToken)))[..16];
        var marker = await ToolCache.ForUser().GetOrInstallAsync(
            "interop", version, Marker, (directory, cancel) => InstallAsync(source, directory, cancel), cancellationToken);

        // a folder below the packages: node looks upwards for them
        var scripts = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(marker)!, $"run-{Guid.NewGuid():N}"));
        foreach (var script in Directory.EnumerateFiles(source, "*.mjs"))
            File.Copy(script, Path.Combine(scripts.FullName, Path.GetFileName(script)));
        return scripts;
    }

    /// <summary>The program that runs the scripts.</summary>
    public static string Node => Find("node");

    private static async Task InstallAsync(string source, string directory, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine("interop: installing the reference packages from npm (once, about 700 MB)...");
        foreach (var file in new[] { "package.json", "package-lock.json", ".npmrc" })
            File.Copy(Path.Combine(source, file), Path.Combine(directory, file));
        var npm = await ProcessOutput.OfAsync(Find("npm"), ["ci", "--ignore-scripts", "--loglevel=error"], directory, cancellationToken);
        if (npm.ExitCode != 0)
            throw new ToolNotAvailableException($"npm could not install the reference packages (exit code {npm.ExitCode}):{Environment.NewLine}{npm.Text}");
        await File.WriteAllTextAsync(Path.Combine(directory, Marker), "", cancellationToken);
        Console.Error.WriteLine("interop: installed.");
    }

    private static string Find(string command) =>
        ExecutableFinder.Find(command) ?? throw new ToolNotAvailableException($"{command} is not on PATH. Install Node.js 20 or later (https://nodejs.org).");
}
