namespace X402.Hosting.Tools;

/// <summary>A folder of installed programs, <c>{root}/{tool}/{version}/{file}</c>, shared by all processes of a user.</summary>
/// <remarks>
/// A version's folder appears whole or not at all: it is filled under another name and moved. One process installs,
/// the others wait for it; a lock dies with its process.
/// </remarks>
internal sealed class ToolCache(string root)
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(100);

    public static ToolCache ForUser()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        // no home directory, as in some containers
        return new ToolCache(Path.Combine(local is "" ? Path.GetTempPath() : local, "x402"));
    }

    public async Task<string> GetOrInstallAsync(
        string tool, string version, string fileName, Func<string, CancellationToken, Task> install, CancellationToken cancellationToken)
    {
        var home = Path.Combine(root, tool, version);
        var file = Path.Combine(home, fileName);
        if (File.Exists(file))
            return file;

        Directory.CreateDirectory(Path.Combine(root, tool));
        using var exclusive = await LockAsync(Path.Combine(root, tool, $"{version}.lock"), cancellationToken).ConfigureAwait(false);
        if (File.Exists(file))
            return file;

        var scratch = Directory.CreateDirectory(Path.Combine(root, tool, $".{version}-{Guid.NewGuid():N}"));
        try
        {
            await install(scratch.FullName, cancellationToken).ConfigureAwait(false);

            // what somebody left behind without the program in it
            if (Directory.Exists(home))
                Directory.Delete(home, recursive: true);
            Directory.Move(scratch.FullName, home);
            return file;
        }
        finally
        {
            if (Directory.Exists(scratch.FullName))
                Directory.Delete(scratch.FullName, recursive: true);
        }
    }

    /// <summary>A folder for data that outlives the programs that use it.</summary>
    public string Volume(string name) => Directory.CreateDirectory(Path.Combine(root, "volumes", name)).FullName;

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(LockPoll, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
