using System.Text.RegularExpressions;

namespace X402.Hosting.Tests.Surface;

/// <summary>Whoever composes against the local engine must find what Aspire has, and nothing that Aspire does not have.</summary>
public sealed partial class PublicSurfaceTests
{
    private static readonly string[] List = File.ReadAllLines(Path.Combine(Projects.X402_Hosting_Tests.ProjectPath, "Surface", "aspire-13.5.2.txt"));

    [Fact]
    public void The_engine_has_exactly_the_types_of_the_list()
    {
        var listed = List.Where(line => line[0] != '#' && !line.Contains(':', StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        var offered = PublicSurface.Types(typeof(DistributedApplication).Assembly).Select(PublicSurface.Name).Order(StringComparer.Ordinal);

        Assert.Equal(listed, offered);
    }

    [Fact]
    public void The_engine_has_every_member_of_the_list_with_the_same_signature()
    {
        var offered = PublicSurface.Types(typeof(DistributedApplication).Assembly).SelectMany(PublicSurface.Members).ToHashSet(StringComparer.Ordinal);

        var missing = List.Where(line => line.Contains(" : ", StringComparison.Ordinal))
            .Select(line => Constructed().Replace(line, "AM.IResourceBuilder`1.get_"))
            .Where(line => !offered.Contains(line));

        Assert.Empty(missing);
    }

    /// <summary>A reference to a member of a constructed generic type.</summary>
    [GeneratedRegex(@"^AM\.IResourceBuilder<[^>]*>\.get_")]
    private static partial Regex Constructed();
}
