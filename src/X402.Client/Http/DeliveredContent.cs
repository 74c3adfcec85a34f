using System.Net;

namespace X402.Client;

/// <summary>The goods of a paid answer on their way to the caller. Says when they break off: until then they count as delivered.</summary>
/// <remarks>A caller that stops reading has what it wanted; one that is cancelled or loses the connection has not.</remarks>
internal sealed class DeliveredContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly Func<Task> _brokeOff;
    private int _told;

    public DeliveredContent(HttpContent content, Func<Task> brokeOff)
    {
        (_content, _brokeOff) = (content, brokeOff);
        foreach (var (name, values) in content.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var goods = await CreateContentReadStreamAsync(cancellationToken);
        await goods.CopyToAsync(stream, cancellationToken);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new GoodsStream(await _content.ReadAsStreamAsync(cancellationToken), TellAsync);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new GoodsStream(_content.ReadAsStream(cancellationToken), TellAsync);

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }

    private Task TellAsync() => Interlocked.Exchange(ref _told, 1) == 0 ? _brokeOff() : Task.CompletedTask;
}
