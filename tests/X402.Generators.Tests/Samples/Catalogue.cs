using System.Runtime.CompilerServices;

namespace X402.Generators.Tests.Samples;

/// <summary>An implementation.</summary>
internal sealed class Catalogue : ICatalogueApi
{
    public Task<Quote?> QuoteAsync(int id, int copies, DateOnly? day, string? reader) => Task.FromResult<Quote?>(null);

    public Task<IReadOnlyList<Search>> FindAsync(Search search) => Task.FromResult<IReadOnlyList<Search>>([search]);

    /// <summary>Lets the next search be made; without it the stream waits.</summary>
    public SemaphoreSlim Made { get; } = new(1);

    public async IAsyncEnumerable<Search> SearchesAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await Made.WaitAsync(cancellationToken);
            yield return new([$"word {i}\n"]);
        }
    }

    public Task<Stream?> CoverAsync(int id) => Task.FromResult<Stream?>(id == 404 ? null : new MemoryStream([1, 2, 3]));

    public Task<Answer<Search>> PrintAsync(int pages, bool color, string? words) => Task.FromResult<Answer<Search>>(new Search([words ?? "nothing"], color));
}
