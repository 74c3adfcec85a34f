namespace X402.Generators.Tests;

/// <summary>Compares generated files with those that were reviewed.</summary>
internal static class Snapshot
{
    /// <summary>Set X402_UPDATE_SNAPSHOTS to the project's folder to write what is generated now.</summary>
    public static void Matches(string name, string generated)
    {
        if (Environment.GetEnvironmentVariable("X402_UPDATE_SNAPSHOTS") is { Length: > 0 } project)
            File.WriteAllText(Path.Combine(project, "Snapshots", name), generated);
        var path = Path.Combine(AppContext.BaseDirectory, "Snapshots", name);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : $"There is no snapshot {name}.", generated);
    }
}
