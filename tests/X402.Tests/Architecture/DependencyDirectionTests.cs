using X402.Protocol;

namespace X402.Tests.Architecture;

/// <summary>
/// Dependencies point one way. Projects compile against what they reference and nothing else, so their project files are the whole truth.
/// </summary>
public sealed class DependencyDirectionTests
{
    // what a library may reference; a new library needs an entry, that is, a decision
    private static readonly Dictionary<string, string[]> s_libraries = new(StringComparer.Ordinal)
    {
        ["X402"] = [],
        ["X402.Evm"] = ["X402"],
        ["X402.Evm.Nethereum"] = ["X402", "X402.Evm"],
        ["X402.AspNetCore"] = ["X402"],
        ["X402.AspNetCore.OpenApi"] = ["X402.AspNetCore"],
        ["X402.Client"] = ["X402"],
        ["X402.Facilitator"] = ["X402", "X402.Grpc"],
        ["X402.Grpc"] = ["X402"],
        ["X402.Redis"] = ["X402"],
        ["X402.Hosting"] = ["X402.Hosting.Tools", "X402.Hosting.Local"],
        ["X402.Hosting.Local"] = ["X402.Hosting.Tools"],
        ["X402.Hosting.Tools"] = [],
        ["X402.Hosting.Garnet"] = [],
    };

    public static TheoryData<string> Libraries => [.. LibraryProjects().Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_references_only_what_lies_below_it(string library)
    {
        Assert.True(s_libraries.TryGetValue(library, out var allowed), $"{library} has no place in the architecture yet.");

        var project = LibraryProjects().Single(path => Path.GetFileNameWithoutExtension(path) == library);

        Assert.All(SourceTree.ProjectReferences(project), reference => Assert.Contains(reference, allowed));
    }

    [Fact]
    public void No_library_references_a_service_and_no_service_another_one()
    {
        // what a server sells and an agent buys is declared once, for both
        var services = SourceTree.Projects("src/services").Select(Path.GetFileNameWithoutExtension).Where(service => service != "ShopContracts").ToHashSet();

        foreach (var project in SourceTree.Projects("src"))
            Assert.DoesNotContain(SourceTree.ProjectReferences(project), reference => services.Contains(reference));
    }

    // a native program does not know what its parts were made of
    [Fact]
    [Trait("Runtime", "JIT")]
    public void The_protocol_needs_nothing_but_the_platform()
    {
        var project = SourceTree.Projects("src/X402").Single(path => Path.GetFileNameWithoutExtension(path) == "X402");

        // IServiceCollection and ILogger are the vocabulary in which others plug in
        Assert.All(SourceTree.PackageReferences(project), package => Assert.EndsWith(".Abstractions", package, StringComparison.Ordinal));
        Assert.All(typeof(PaymentCodec).Assembly.GetReferencedAssemblies(), assembly =>
            Assert.True(
                assembly.Name!.StartsWith("System.", StringComparison.Ordinal)
                || (assembly.Name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && assembly.Name.EndsWith(".Abstractions", StringComparison.Ordinal)),
                assembly.Name));
    }

    [Fact]
    public void Only_tests_reference_test_packages()
    {
        string[] testing = ["xunit.v3", "CsCheck", "Microsoft.NET.Test.Sdk", "Microsoft.AspNetCore.TestHost", "Microsoft.Extensions.TimeProvider.Testing"];
        foreach (var project in SourceTree.Projects("src"))
            Assert.DoesNotContain(SourceTree.PackageReferences(project), package => testing.Contains(package));
    }

    private static IEnumerable<string> LibraryProjects() =>
        SourceTree.Projects("src").Where(project => SourceTree.Relative(project).Split('/')[1] is not ("services" or "samples"));
}
