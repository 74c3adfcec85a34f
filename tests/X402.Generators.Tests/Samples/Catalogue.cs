namespace X402.Generators.Tests.Samples;

/// <summary>An implementation.</summary>
internal sealed class Catalogue : ICatalogueApi
{
    public Task<Quote?> QuoteAsync(int id, int copies, DateOnly? day, string? reader) => Task.FromResult<Quote?>(null);

    public Task<IReadOnlyList<Search>> FindAsync(Search search) => Task.FromResult<IReadOnlyList<Search>>([search]);

    public Task<Answer<Search>> PrintAsync(int pages, bool color, string? words) => Task.FromResult<Answer<Search>>(new Search([words ?? "nothing"], color));
}
