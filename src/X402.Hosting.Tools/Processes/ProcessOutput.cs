using System.ComponentModel;
using System.Diagnostics;

namespace X402.Hosting.Tools.Processes;

/// <summary>What a program that ran to its end has said.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Text">Standard output, then standard error.</param>
internal sealed record ProcessOutput(int ExitCode, string Text)
{
    /// <summary>Runs a program to its end; when cancelled, ends it and its children.</summary>
    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static async Task<ProcessOutput> OfAsync(string fileName, IEnumerable<string> arguments, string? workingDirectory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = workingDirectory ?? "",
        };

        using var process = new Process { StartInfo = start };
        process.Start();
        process.StandardInput.Close();

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new ProcessOutput(process.ExitCode, $"{await output.ConfigureAwait(false)}{await error.ConfigureAwait(false)}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
