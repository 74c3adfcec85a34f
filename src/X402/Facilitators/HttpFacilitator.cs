using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using X402.Protocol;
using X402.Protocol.Codecs;
using X402.Reasons;

namespace X402.Facilitators;

/// <summary>A facilitator over HTTP (digest section 5): <c>POST {base}/verify</c>, <c>POST {base}/settle</c>, <c>GET {base}/supported</c>.</summary>
/// <remarks>
/// <para>Create the client on <see cref="CreateHandler"/>, which follows no redirects (SG-33), and with no retrying handler (SG-34):
/// a second settlement request is this class's decision alone.</para>
/// <para>Answers are checked (SG-32): an answer that breaks the protocol, contradicts its HTTP status or names another network or a
/// higher amount than was asked is no answer, but a <see cref="FacilitatorException"/>.</para>
/// <para>Thread safety: all members may be called concurrently.</para>
/// </remarks>
public sealed class HttpFacilitator : IFacilitator
{
    private const int SupportedAttempts = 3;
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromSeconds(1);
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly Uri _verify, _settle, _supported;

    /// <summary>Creates a facilitator.</summary>
    /// <param name="http">
    /// The client, with the facilitator's address as <see cref="HttpClient.BaseAddress"/>; a path in it is kept. A
    /// <see cref="HttpClient.Timeout"/> shorter than <see cref="Timeout"/> ends calls earlier.
    /// </param>
    /// <param name="time">The clock for timeouts and delays.</param>
    /// <exception cref="ArgumentException">The client has no base address.</exception>
    public HttpFacilitator(HttpClient http, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(time);
        var address = http.BaseAddress ?? throw new ArgumentException("The facilitator's address is missing: set HttpClient.BaseAddress.", nameof(http));
        (_http, _time) = (http, time);
        var root = address.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _verify = new Uri(root + "/verify");
        _settle = new Uri(root + "/settle");
        _supported = new Uri(root + "/supported");
    }

    /// <summary>
    /// How long one call may take, until the last byte of its answer; 90 seconds unless set. A settlement that is pending is asked for
    /// a second time and may take twice as long. <see cref="FacilitatorRequest.Wait"/> is the time for both calls and takes precedence.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>A handler as this class needs it: no redirects, no cookies, no decompression (a small answer must not become a large one).</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public async Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await PostAsync(_verify, PaymentCodec.EncodeRequest(request), Timeout, cancellationToken);
        if (!PaymentCodec.TryDecode(answer.Body, out VerifyResponse? verdict, out var detail))
            throw answer.NotAnAnswer(detail);
        if (verdict.IsValid && !answer.IsSuccess)
            throw answer.Contradiction();
        return verdict;
    }

    /// <inheritdoc/>
    public async Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = PaymentCodec.EncodeRequest(request);
        var started = _time.GetTimestamp();
        var receipt = await SettleOnceAsync(request, body, request.Wait ?? Timeout, cancellationToken);
        if (receipt.Success || receipt.ErrorReason != PaymentReasons.SettlementPending.Code)
            return receipt;

        // the facilitator recognises the identical body and looks for the transaction it sent, instead of sending another one
        var rest = request.Wait - _time.GetElapsedTime(started) ?? Timeout;
        return rest < s_shortestWait ? receipt : RepeatedSettlement.Join(receipt, await SettleOnceAsync(request, body, rest, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Tries up to three times where the facilitator answers 429, waiting as long as it says, at most 30 seconds.</remarks>
    public async Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, _supported);
            var answer = await SendAsync(message, JsonLimits.MaxSupportedBytes, Timeout, cancellationToken);
            if (answer.Status == HttpStatusCode.TooManyRequests && attempt < SupportedAttempts)
            {
                await Task.Delay(DelayBefore(attempt, answer.RetryAfter), _time, cancellationToken);
                continue;
            }
            if (!answer.IsSuccess)
                throw answer.NotAnAnswer(null);
            return PaymentCodec.TryDecode(answer.Body, out SupportedResponse? supported, out var detail) ? supported : throw answer.NotAnAnswer(detail);
        }
    }

    private async Task<SettleResponse> SettleOnceAsync(FacilitatorRequest request, byte[] body, TimeSpan wait, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(_settle, body, wait, cancellationToken);
        if (!PaymentCodec.TryDecode(answer.Body, out SettleResponse? receipt, out var detail))
            throw answer.NotAnAnswer(detail);
        if (receipt.Success && !answer.IsSuccess)
            throw answer.Contradiction();
        if (SettlementEcho.FindMistake(request, receipt) is { } mistake)
            throw answer.NotAnAnswer(mistake);
        return receipt;
    }

    private async Task<FacilitatorAnswer> PostAsync(Uri address, byte[] body, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } } };
        // RFC 7240: how long we wait, so that the facilitator stops waiting for the chain before we stop waiting for it
        var seconds = Math.Max(1, (long)(wait.TotalSeconds * 0.9));
        message.Headers.Add("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"));
        return await SendAsync(message, JsonLimits.MaxBodyBytes, wait, cancellationToken);
    }

    private async Task<FacilitatorAnswer> SendAsync(HttpRequestMessage message, int maxBytes, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return await FacilitatorAnswer.ReadAsync(response, maxBytes, both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FacilitatorException("The facilitator did not answer in time.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new FacilitatorException("The facilitator cannot be reached.", exception) { OutcomeUnknown = !FailedBeforeSending(exception) };
        }
        // .NET lets the socket's own exception through where a connection is reset in the moment in which it is made
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new FacilitatorException("The facilitator's answer broke off.", exception);
        }
    }

    private static bool FailedBeforeSending(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private TimeSpan DelayBefore(int attempt, RetryConditionHeaderValue? retryAfter)
    {
        var delay = retryAfter?.Delta ?? retryAfter?.Date - _time.GetUtcNow() ?? TimeSpan.FromSeconds(1 << (attempt - 1));
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay > s_longestDelay ? s_longestDelay : delay;
    }
}
