using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace X402.AspNetCore.Gate.Withholding;

/// <summary>
/// Stands in for the response while the handler runs and while its payment is settled: status, body, files and "start now" all end here, so that
/// no byte of the resource leaves before <c>Settled</c> (SG-20). Headers and trailers are the server's own, so that it objects to one that cannot
/// be sent while nothing is charged yet; what the handler did to them is undone unless its result is delivered. Whatever could leave on another
/// way, such as an upgrade to a web socket, is not offered to the handler.
/// </summary>
/// <remarks>Not thread-safe, as the response it stands for. Installed until <see cref="Remove"/>: late writes of a handler still end here.</remarks>
internal sealed class WithheldResponse : IHttpResponseFeature, IHttpResponseBodyFeature, IDisposable
{
    private readonly HttpContext _context;
    private readonly SpillingBuffer _buffer;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    private readonly IHttpResponseTrailersFeature? _trailers;
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;
    private readonly IHttpWebSocketFeature? _webSocket;
    private readonly HeaderDictionary _serverHeaders = [];
    private Stack<(Func<object, Task> Callback, object State)>? _starting;
    private PipeWriter? _writer;
    private bool _removed;

    public WithheldResponse(HttpContext context, int memoryLimit, long totalLimit)
    {
        _context = context;
        _buffer = new SpillingBuffer(memoryLimit, totalLimit);
        var features = context.Features;
        _response = features.GetRequiredFeature<IHttpResponseFeature>();
        _body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _trailers = features.Get<IHttpResponseTrailersFeature>();
        _upgrade = features.Get<IHttpUpgradeFeature>();
        _connect = features.Get<IHttpExtendedConnectFeature>();
        _webSocket = features.Get<IHttpWebSocketFeature>();
        StatusCode = _response.StatusCode;
        foreach (var (name, value) in _response.Headers)
            _serverHeaders[name] = value;

        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        if (_upgrade is not null)
            features.Set<IHttpUpgradeFeature>(null);
        if (_connect is not null)
            features.Set<IHttpExtendedConnectFeature>(null);
        if (_webSocket is not null)
            features.Set<IHttpWebSocketFeature>(null);
    }

    public int StatusCode { get; set; }

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get => _response.Headers; set => _response.Headers = value; }

    public bool HasStarted { get; private set; }

    public bool HasTrailers => _trailers is { Trailers.Count: > 0 };

    public Stream Stream => _buffer;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(_buffer, new StreamPipeWriterOptions(leaveOpen: true));

    /// <summary>The former way to the body; middleware that sets it meant to see what the handler writes.</summary>
    Stream IHttpResponseFeature.Body { get => _buffer; set => throw new NotSupportedException("Replace IHttpResponseBodyFeature instead."); }

    public bool IsTooLarge => _buffer.IsTooLarge;

    public long Length => _buffer.Length;

    /// <summary>The headers that were there before the handler ran; they belong to the server, not to the result.</summary>
    public IHeaderDictionary ServerHeaders => _serverHeaders;

    public void OnStarting(Func<object, Task> callback, object state)
    {
        if (HasStarted)
            throw new InvalidOperationException("The response has already started.");
        (_starting ??= new()).Push((callback, state));
    }

    // disposal of what the handler registered has to happen at the end of the real response
    public void OnCompleted(Func<object, Task> callback, object state) => _response.OnCompleted(callback, state);

    public void DisableBuffering()
    {
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
            return;
        while (_starting is { Count: > 0 })
        {
            var (callback, state) = _starting.Pop();
            await callback(state);
        }
        HasStarted = true;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(_buffer, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        await StartAsync();
        if (_writer is not null)
            await _writer.FlushAsync();
    }

    /// <summary>The handler is done: runs what it wanted to run before the first byte, and closes the result.</summary>
    public async Task SealAsync()
    {
        await CompleteAsync();
        _buffer.Seal();
    }

    /// <summary>A copy of the body for the ledger.</summary>
    public ValueTask<ReadOnlyMemory<byte>> CopyBodyAsync() => _buffer.ToMemoryAsync(CancellationToken.None);

    /// <summary>Gives the real response back to the request, as it was before the handler ran; what was withheld stays here.</summary>
    public void Remove()
    {
        if (!TryUninstall())
            return;
        var headers = Headers;
        headers.Clear();
        foreach (var (name, value) in _serverHeaders)
            headers[name] = value;
        if (HasTrailers)
            _trailers!.Trailers.Clear();
    }

    /// <summary>Lets the result go, through the real response.</summary>
    /// <param name="addHeaders">Adds the receipt and the rules for caches to the handler's headers.</param>
    public async Task DeliverAsync(Action<HttpContext> addHeaders)
    {
        TryUninstall();
        _response.StatusCode = StatusCode;
        _response.ReasonPhrase = ReasonPhrase;
        ResultHeaders.SetLength(_context, StatusCode, HasTrailers ? null : _buffer.Length);
        addHeaders(_context);
        if (_buffer.Length > 0)
            await _buffer.DeliverAsync(_body.Stream, _context.RequestAborted);
    }

    public void Dispose()
    {
        Remove();
        _buffer.Dispose();
    }

    private bool TryUninstall()
    {
        if (_removed)
            return false;
        _removed = true;
        var features = _context.Features;
        features.Set(_response);
        features.Set(_body);
        if (_upgrade is not null)
            features.Set(_upgrade);
        if (_connect is not null)
            features.Set(_connect);
        if (_webSocket is not null)
            features.Set(_webSocket);
        return true;
    }
}
