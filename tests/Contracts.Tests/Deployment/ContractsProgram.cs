using System.Diagnostics;

namespace X402.Contracts.Tests.Deployment;

/// <summary>The deployer as its users start it: a program.</summary>
internal static class ContractsProgram
{
    public static async Task<(int ExitCode, string[] Lines, string Error)> RunAsync(Uri? chain, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ContractDeployer).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__chain"] = chain?.ToString() ?? "";

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), (await error).Trim());
    }
}
