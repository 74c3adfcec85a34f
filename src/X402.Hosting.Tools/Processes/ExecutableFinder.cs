namespace X402.Hosting.Tools.Processes;

/// <summary>Looks a command up in PATH, as a shell does.</summary>
internal static class ExecutableFinder
{
    /// <summary>The full path of <paramref name="command"/>, or <see langword="null"/> if PATH has no such program.</summary>
    public static string? Find(string command) =>
        Find(command, Environment.GetEnvironmentVariable("PATH"), Environment.GetEnvironmentVariable("PATHEXT"));

    internal static string? Find(string command, string? path, string? extensions)
    {
        var suffixes = OperatingSystem.IsWindows()
            ? (extensions ?? ".EXE;.CMD;.BAT").Split(';', StringSplitOptions.RemoveEmptyEntries)
            : [""];

        // a path is not looked up
        if (command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || command.Contains('/', StringComparison.Ordinal))
            return FirstExecutable(Path.GetFullPath(command), ["", .. suffixes]);

        foreach (var directory in (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (FirstExecutable(Path.Combine(directory.Trim('"'), command), suffixes) is { } found)
                return found;
        }

        return null;
    }

    private static string? FirstExecutable(string file, ReadOnlySpan<string> suffixes)
    {
        foreach (var suffix in suffixes)
        {
            if (IsExecutable(file + suffix))
                return file + suffix;
        }

        return null;
    }

    private static bool IsExecutable(string file)
    {
        const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & AnyExecute) != 0);
    }
}
