using Aspire.Hosting;

namespace X402.Hosting.Local;

/// <summary>A project of which the build of the AppHost knows the output.</summary>
public interface IBuiltProjectMetadata : IProjectMetadata
{
    /// <summary>Full path of the assembly.</summary>
    string TargetPath { get; }
}
