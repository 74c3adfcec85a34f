using X402.Hosting.Tools.Anvil;
using X402.Hosting.Tools.Processes;

namespace X402.Hosting.Tools;

/// <summary>Finds Anvil, the development chain of Foundry: on PATH, else in the user's cache, else from npm.</summary>
/// <remarks>
/// Thread safety: all members may be called from any number of threads and processes; an installation happens once.
/// </remarks>
public static class AnvilExecutable
{
    /// <summary>The version that is installed when the machine has no <c>anvil</c> of its own.</summary>
    public const string Version = "1.7.1";

    /// <summary>Returns the full path of an Anvil that can be started, installing it first if need be.</summary>
    /// <param name="progress">Told, in one line for a person, what is done when it takes time; never called when Anvil is there.</param>
    /// <param name="cancellationToken">Gives up; nothing half installed remains.</param>
    /// <exception cref="ToolNotAvailableException">There is no Anvil, and it cannot be installed; the message says what to do.</exception>
    public static Task<string> ResolveAsync(Action<string>? progress = null, CancellationToken cancellationToken = default) =>
        ResolveAsync(ToolCache.ForUser(), ExecutableFinder.Find, progress, cancellationToken);

    internal static async Task<string> ResolveAsync(
        ToolCache cache, Func<string, string?> find, Action<string>? progress, CancellationToken cancellationToken)
    {
        if (find("anvil") is { } onPath)
            return onPath;

        return await cache.GetOrInstallAsync(
            "anvil", Version, OperatingSystem.IsWindows() ? "anvil.exe" : "anvil",
            (directory, ct) => new AnvilNpmPackage(find).InstallAsync(directory, progress, ct),
            cancellationToken).ConfigureAwait(false);
    }
}
