using System.ComponentModel;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Tools.Anvil;

/// <summary>
/// Takes the Anvil binary out of Foundry's npm package for this platform. The package is only downloaded
/// (<c>npm pack</c>: the user's registry, proxy and credentials apply); no script of it ever runs.
/// </summary>
internal sealed class AnvilNpmPackage(Func<string, string?> findExecutable)
{
    /// <summary>SHA-512 of the tarballs we have checked ourselves; for the others npm's own integrity check stands alone.</summary>
    private static readonly Dictionary<string, string> KnownHashes = new(StringComparer.Ordinal)
    {
        ["linux-amd64"] = "+XmShybEaxfCrr0OUUZwYEy2OnYZt5pHH9TzBtLv3+VrK0O/ANuNSVEahqNhKHlgX7GRJ59383ofNhxkRWIYTg==",
    };

    /// <summary>Puts the binary into <paramref name="directory"/>.</summary>
    public async Task InstallAsync(string directory, Action<string>? progress, CancellationToken cancellationToken)
    {
        var platform = Platform() ?? throw new ToolNotAvailableException(
            $"Foundry publishes no Anvil for {RuntimeInformation.RuntimeIdentifier}. Build it (https://getfoundry.sh) and put it on PATH.");
        var npm = findExecutable("npm") ?? throw new ToolNotAvailableException(
            $"Anvil, the local development chain, is not on PATH, and there is no npm to install it with. "
            + $"Install Foundry (https://getfoundry.sh) or Node.js (https://nodejs.org), or set ConnectionStrings__chain to the URL of a chain.");

        var package = $"@foundry-rs/anvil-{platform}@{AnvilExecutable.Version}";
        progress?.Invoke($"anvil: not on PATH, installing {package} from npm (once)...");

        var tarball = await DownloadAsync(npm, package, directory, cancellationToken).ConfigureAwait(false);
        await VerifyAsync(tarball, platform, cancellationToken).ConfigureAwait(false);
        await ExtractAsync(tarball, directory, cancellationToken).ConfigureAwait(false);
        File.Delete(tarball);

        progress?.Invoke($"anvil: {AnvilExecutable.Version} installed.");
    }

    private static async Task<string> DownloadAsync(string npm, string package, string directory, CancellationToken cancellationToken)
    {
        ProcessOutput output;
        try
        {
            output = await ProcessOutput.OfAsync(
                npm, ["pack", package, "--pack-destination", directory, "--loglevel=error"], directory, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception exception)
        {
            throw new ToolNotAvailableException($"npm cannot be started ({npm}): {exception.Message}", exception);
        }

        var tarball = output.ExitCode == 0 ? Directory.EnumerateFiles(directory, "*.tgz").FirstOrDefault() : null;
        return tarball ?? throw new ToolNotAvailableException(
            $"npm could not download {package} (exit code {output.ExitCode}). Put an anvil on PATH (https://getfoundry.sh), "
            + $"or set ConnectionStrings__chain to the URL of a chain. npm said:{Environment.NewLine}{output.Text}");
    }

    private static async Task VerifyAsync(string tarball, string platform, CancellationToken cancellationToken)
    {
        if (!KnownHashes.TryGetValue(platform, out var expected))
            return;

        using var file = File.OpenRead(tarball);
        var actual = Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        if (actual != expected)
            throw new ToolNotAvailableException($"The Anvil that npm delivered is not the published one (SHA-512 {actual}); it was not installed.");
    }

    private static async Task ExtractAsync(string tarball, string directory, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(tarball);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new TarReader(unzipped);

        while (await reader.GetNextEntryAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.Name is not ("package/bin/anvil" or "package/bin/anvil.exe"))
                continue;

            // the name in the archive chooses between two constants, so that it cannot lead out of the directory
            var target = Path.Combine(directory, entry.Name.EndsWith(".exe", StringComparison.Ordinal) ? "anvil.exe" : "anvil");
            await entry.ExtractToFileAsync(target, overwrite: true, cancellationToken).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserExecute);
            return;
        }

        throw new ToolNotAvailableException($"The package that npm delivered holds no Anvil ({Path.GetFileName(tarball)}).");
    }

    private static string? Platform() => (System(), RuntimeInformation.OSArchitecture) switch
    {
        ("linux", Architecture.X64) => "linux-amd64",
        ("linux", Architecture.Arm64) => "linux-arm64",
        ("darwin", Architecture.X64) => "darwin-amd64",
        ("darwin", Architecture.Arm64) => "darwin-arm64",
        // Windows on ARM runs x64 programs
        ("win32", Architecture.X64 or Architecture.Arm64) => "win32-amd64",
        _ => null,
    };

    private static string System() =>
        OperatingSystem.IsLinux() ? "linux"
        : OperatingSystem.IsMacOS() ? "darwin"
        : OperatingSystem.IsWindows() ? "win32"
        : "";
}
