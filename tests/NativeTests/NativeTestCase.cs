using Xunit.Sdk;
using Xunit.v3;

namespace X402.NativeTests;

/// <summary>A test case inside a native program: types and methods have no metadata tokens there, which xunit reports with each test and nobody reads.</summary>
internal sealed class NativeTestCase(IXunitTestCase inner) : IXunitTestCase
{
    public int TestClassMetadataToken => 0;
    public int TestMethodMetadataToken => 0;
    int? ITestCaseMetadata.TestClassMetadataToken => null;
    int? ITestCaseMetadata.TestMethodMetadataToken => null;

    public Type[]? SkipExceptions => inner.SkipExceptions;
    public string? SkipReason => inner.SkipReason;
    public Type? SkipType => inner.SkipType;
    public string? SkipUnless => inner.SkipUnless;
    public string? SkipWhen => inner.SkipWhen;
    public IXunitTestClass TestClass => inner.TestClass;
    public string TestClassName => inner.TestClassName;
    public string TestClassSimpleName => inner.TestClassSimpleName;
    public IXunitTestCollection TestCollection => inner.TestCollection;
    public IXunitTestMethod TestMethod => inner.TestMethod;
    public string TestMethodName => inner.TestMethodName;
    public string[] TestMethodParameterTypesVSTest => inner.TestMethodParameterTypesVSTest;
    public string TestMethodReturnTypeVSTest => inner.TestMethodReturnTypeVSTest;
    public int Timeout => inner.Timeout;
    public bool Explicit => inner.Explicit;
    public string? SourceFilePath => inner.SourceFilePath;
    public int? SourceLineNumber => inner.SourceLineNumber;
    public string TestCaseDisplayName => inner.TestCaseDisplayName;
    public string? TestClassNamespace => inner.TestClassNamespace;
    public int? TestMethodArity => inner.TestMethodArity;
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Traits => inner.Traits;
    public string UniqueID => inner.UniqueID;
    ITestClass ITestCase.TestClass => inner.TestClass;
    ITestCollection ITestCase.TestCollection => inner.TestCollection;
    ITestMethod ITestCase.TestMethod => inner.TestMethod;

    public ValueTask<IReadOnlyCollection<IXunitTest>> CreateTests() => inner.CreateTests();
    public void PreInvoke() => inner.PreInvoke();
    public void PostInvoke() => inner.PostInvoke();
}
