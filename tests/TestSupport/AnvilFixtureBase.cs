using X402.TestSupport.Chain;
using Xunit;

namespace X402.TestSupport;

/// <summary>One chain for the tests of a class or collection. Derive from it to start the chain with other options.</summary>
/// <param name="options">How the chain is started.</param>
public abstract class AnvilFixtureBase(AnvilOptions options) : IAsyncLifetime
{
    private AnvilProcess? _chain;

    /// <summary>The chain.</summary>
    public AnvilProcess Chain => _chain ?? throw new InvalidOperationException("The chain has not been started.");

    /// <inheritdoc />
    public virtual async ValueTask InitializeAsync() => _chain = await AnvilProcess.StartAsync(options);

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_chain is { } chain)
            await chain.DisposeAsync();
    }
}
