namespace X402.Hosting.Local.Resources;

/// <summary>A folder for what resources keep while the application runs; gone when it stops.</summary>
internal sealed class RunDirectory : IDisposable
{
    private readonly Lazy<string> _path = new(() => Directory.CreateTempSubdirectory("x402-run-").FullName);

    /// <summary>A folder of one resource's own.</summary>
    public string For(string resource) => Directory.CreateDirectory(Path.Combine(_path.Value, resource)).FullName;

    public void Dispose()
    {
        if (_path.IsValueCreated && Directory.Exists(_path.Value))
            Directory.Delete(_path.Value, recursive: true);
    }
}
