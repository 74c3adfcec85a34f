#pragma warning disable CS1573 // not everything is documented, as in life

using X402.Money;

namespace X402.Generators.Tests.Samples;

[PaidApi(typeof(CatalogueJson))]
public interface ICatalogueApi
{
    /// <summary>
    /// What a book costs,
    /// by its "number" and <paramref name="copies"/>.
    /// </summary>
    /// <param name="id">The book's number.</param>
    /// <param name="reader">Who asks.</param>
    [PaidGet("/quotes/{id}", "$0.01")]
    Task<Quote?> QuoteAsync(int id, int copies = 1, DateOnly? day = null, [Header("X-Reader")] string? reader = null);

    /// <summary>Not shown.</summary>
    /// <param name="search">What to look for.</param>
    [PaidPost("/search", "$0.02", Description = "Given in the attribute.")]
    Task<IReadOnlyList<Search>> FindAsync(Search search);

    /// <summary>A printed book — or a part of it.</summary>
    [PaidGet("/prints/{pages}", PriceFrom = nameof(PriceOf))]
    Task<Answer<Search>> PrintAsync(int pages, bool color = false, string? words = null);

    /// <summary>Searches as they are made.</summary>
    [PaidGet("/searches/{count}", "$0.01", PaymentFlow = "upfront")]
    IAsyncEnumerable<Search> SearchesAsync(int count, CancellationToken cancellationToken = default);

    /// <summary>A scanned cover.</summary>
    [PaidGet("/covers/{id}", "$0.01", PaymentFlow = "upfront")]
    Task<Stream?> CoverAsync(int id);

    /// <summary>A cent per page, colors cost double.</summary>
    static Answer<Price> PriceOf(int pages, bool color) =>
        pages > 0 ? Price.Parse($"0.{pages * (color ? 2 : 1):00} USDC") : new AnswerRefusal(422, "Print at least one page.");
}
