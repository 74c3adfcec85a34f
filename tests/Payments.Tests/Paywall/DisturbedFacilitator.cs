using X402.Facilitators;
using X402.Protocol;

namespace X402.Services.Payments.Tests.Paywall;

/// <summary>The real facilitator, on a line that can be disturbed.</summary>
internal sealed class DisturbedFacilitator : IFacilitator, IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpFacilitator _inner;
    private int _lost;
    private int _settlements;

    public DisturbedFacilitator(Uri url)
    {
        _http = new HttpClient(HttpFacilitator.CreateHandler()) { BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        _inner = new HttpFacilitator(_http, TimeProvider.System);
    }

    /// <summary>How many of the next questions to settle get lost.</summary>
    public int Lose { set => Interlocked.Exchange(ref _lost, value); }

    /// <summary>How often it was asked to settle.</summary>
    public int Settlements => Volatile.Read(ref _settlements);

    public Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) => _inner.VerifyAsync(request, cancellationToken);

    public Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _settlements);
        return Interlocked.Decrement(ref _lost) >= 0 ? throw new FacilitatorException("The line is dead.") : _inner.SettleAsync(request, cancellationToken);
    }

    public Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken) => _inner.GetSupportedAsync(cancellationToken);

    public void Dispose() => _http.Dispose();
}
