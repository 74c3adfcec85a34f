using System.Runtime.InteropServices;

namespace X402.Hosting.Tools.Processes;

/// <summary>The <c>dotnet</c> program that belongs to the runtime we are running on.</summary>
internal static class DotnetHost
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Full path of <c>dotnet</c>; the bare name, for PATH to find, when this process runs without an installed runtime.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } given && File.Exists(given))
            return given;

        // <root>/shared/Microsoft.NETCore.App/<version>/
        var root = System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", FileName);
        return File.Exists(root) ? System.IO.Path.GetFullPath(root) : FileName;
    }
}
