namespace X402.Generators.Tests.Samples;

/// <summary>A paid API as a team declares it.</summary>
[PaidApi(typeof(BookJson))]
public interface IBookApi
{
    [PaidGet("/books/{id}/pages", "$0.01", Description = "Pages of a book.")]
    Task<BookPage?> GetPageAsync(int id, string? chapter, DateOnly? edition, [Header("X-Reader")] string? reader, int page = 1, CancellationToken cancellationToken = default);

    [PaidPost("/books", "0.05 USDC", Network = "eip155:84532", MaxTimeoutSeconds = 30)]
    ValueTask<Answer<BookReceipt>> AddAsync(BookPage body, CancellationToken cancellationToken);

    [FreeGet("/about")]
    Task<string> AboutAsync();
}
