namespace X402.Generators.Tests.Samples;

/// <summary>An implementation.</summary>
internal sealed class Library : IBookApi
{
    public Task<BookPage?> GetPageAsync(int id, string? chapter, DateOnly? edition, string? reader, int page, CancellationToken cancellationToken) =>
        Task.FromResult(id == 404 ? null : new BookPage(id, page, $"{chapter ?? "no chapter"}, {edition?.Year ?? 0}, {reader ?? "no reader"}"));

    public ValueTask<Answer<BookReceipt>> AddAsync(BookPage body, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Answer<BookReceipt>>(body.Text.Length == 0 ? new AnswerRefusal(422, "The page is empty.") : new BookReceipt(body.Text.Length));

    public Task<string> AboutAsync() => Task.FromResult("books");
}
