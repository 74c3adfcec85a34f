namespace X402.TestSupport;

/// <summary>The checkout the tests were built in. Found from the test's own folder, since a deterministic build has no source paths.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder of the solution.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "X402Platform.sln")))
                return directory.FullName;
        }
        throw new InvalidOperationException($"No X402Platform.sln above {AppContext.BaseDirectory}.");
    }
}
