using System.Xml.Linq;
using X402.TestSupport;

namespace X402.Tests.Architecture;

/// <summary>The repository as files, for the tests that keep its rules.</summary>
internal static class SourceTree
{
    public static string Root => RepositoryRoot.Path;

    /// <summary>The projects of a folder.</summary>
    public static IEnumerable<string> Projects(string folder)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.csproj", SearchOption.AllDirectories) : [];
    }

    /// <summary>The C# files of a folder that people wrote.</summary>
    public static IEnumerable<string> Code(string folder)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(file))
            : [];
    }

    /// <summary>The names of the projects that a project references.</summary>
    public static IEnumerable<string> ProjectReferences(string project) =>
        References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    /// <summary>The ids of the packages that a project references.</summary>
    public static IEnumerable<string> PackageReferences(string project) => References(project, "PackageReference");

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static IEnumerable<string> References(string project, string element) =>
        XDocument.Load(project).Descendants(element)
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => (string?)reference.Attribute("Include"))
            .OfType<string>();

    private static bool IsBuilt(string file) => file.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("obj") || parts.Contains("bin"));
}
