using System.Reflection;
using Xunit;
using Xunit.v3;

namespace X402.NativeTests;

/// <summary>A test assembly inside a native program: it has no file of its own, hence a name is made up where xunit asks for its path.</summary>
internal sealed class NativeTestAssembly(Assembly assembly) : IXunitTestAssembly
{
    private readonly XunitTestAssembly _inner = new(assembly, uniqueID: assembly.GetName().Name);

    public Assembly Assembly => _inner.Assembly;
    public IReadOnlyCollection<Type> AssemblyFixtureTypes => _inner.AssemblyFixtureTypes;
    public IReadOnlyCollection<IBeforeAfterTestAttribute> BeforeAfterTestAttributes => _inner.BeforeAfterTestAttributes;
    public ICollectionBehaviorAttribute? CollectionBehavior => _inner.CollectionBehavior;
    public IReadOnlyDictionary<string, (Type Type, CollectionDefinitionAttribute Attribute)> CollectionDefinitions => _inner.CollectionDefinitions;
    public string TargetFramework => _inner.TargetFramework;
    public ITestCaseOrderer? TestCaseOrderer => _inner.TestCaseOrderer;
    public ITestCollectionOrderer? TestCollectionOrderer => _inner.TestCollectionOrderer;
    public Version Version => _inner.Version;
    public Guid ModuleVersionID { get; } = Guid.NewGuid();
    public string AssemblyName => _inner.AssemblyName;
    public string AssemblyPath => Path.Combine(AppContext.BaseDirectory, AssemblyName + ".dll");
    public string? ConfigFilePath => null;
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Traits => _inner.Traits;
    public string UniqueID => _inner.UniqueID;
}
