using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Aspire.Hosting;
using X402.Hosting.Local.Resources;

namespace X402.Hosting.Local.Processes;

/// <summary>Starts processes in groups of their own, with the environment that Aspire gives them.</summary>
internal sealed class ProcessStarter(ProcessGuard guard)
{
    private static readonly string[] NotInherited =
        ["ASPNETCORE_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPIRE_LOGLEVEL"];

    private static readonly string[] NotInheritedPrefixes = ["DCP_", "DEBUG_SESSION"];

    /// <summary>Starts a process.</summary>
    /// <param name="launch">What is started.</param>
    /// <param name="line">Called for every line that it writes, with whether it went to standard error.</param>
    /// <exception cref="DistributedApplicationException">It cannot be started.</exception>
    public RunningProcess Start(Launch launch, Action<string, bool> line)
    {
        IReadOnlyList<string> command = [launch.Command.FileName, .. launch.Command.Arguments];
        if (!OperatingSystem.IsWindows())
            command = UnixProcessGroup.Prefix(command);

        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = launch.Command.WorkingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (OperatingSystem.IsWindows())
            start.CreateNewProcessGroup = true;

        foreach (var name in start.Environment.Keys.Where(IsNotInherited).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or DirectoryNotFoundException)
        {
            process.Dispose();
            throw new DistributedApplicationException($"'{launch.Command.FileName}' cannot be started: {exception.Message}", exception);
        }

        guard.Add(process);
        return new RunningProcess(process, guard, line);
    }

    private static bool IsNotInherited(string name) =>
        NotInherited.Contains(name, StringComparer.OrdinalIgnoreCase)
        || NotInheritedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
