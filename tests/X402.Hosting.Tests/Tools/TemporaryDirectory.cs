namespace X402.Hosting.Tests.Tools;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("x402-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
