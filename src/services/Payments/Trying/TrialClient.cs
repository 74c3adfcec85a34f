using System.Text;
using Microsoft.Extensions.Options;
using X402.Protocol;

namespace X402.Services.Payments.Trying;

/// <summary>Talks to the configured resource server, and to nobody else, whatever a person writes.</summary>
public sealed class TrialClient
{
    private const int MaxBytes = 256 * 1024;

    private readonly HttpClient _http;

    /// <summary>Takes the server's address from the settings.</summary>
    public TrialClient(HttpClient http, IOptions<PaymentsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        _http = http;
        _http.BaseAddress = options.Value.ResourceServer;
        _http.MaxResponseContentBufferSize = MaxBytes;
        _http.Timeout = TimeSpan.FromMinutes(2);
    }

    /// <summary>The server's origin.</summary>
    public string Origin => _http.BaseAddress?.GetLeftPart(UriPartial.Authority) ?? "";

    /// <summary>Asks.</summary>
    /// <param name="request">What for.</param>
    /// <param name="payment">The payment header; none: without paying.</param>
    /// <param name="traceId">The trace to which the server's spans shall belong.</param>
    /// <param name="cancellationToken">Gives up waiting; a payment that was sent may settle all the same.</param>
    /// <exception cref="HttpRequestException">The server does not answer, or the request is for another one.</exception>
    public async Task<TrialAnswer> SendAsync(TrialRequest request, string? payment, string traceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), Resolve(request.PathAndQuery));
        message.Headers.TryAddWithoutValidation("traceparent", $"00-{traceId}-{Guid.NewGuid().ToString("N")[..16]}-01");
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (payment is not null)
            message.Headers.TryAddWithoutValidation(PaymentHeaders.PaymentSignature, payment);
        if (request.Body is { } body)
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(message, cancellationToken);

        var (offerHeader, receiptHeader) = (HeaderOf(response, PaymentHeaders.PaymentRequired), HeaderOf(response, PaymentHeaders.PaymentResponse));
        PaymentRequired? offer = null;
        SettleResponse? receipt = null;
        if (offerHeader is not null)
            _ = PaymentCodec.TryDecodePaymentRequiredHeader(offerHeader, out offer, out _);
        if (receiptHeader is not null)
            _ = PaymentCodec.TryDecodeReceiptHeader(receiptHeader, ProtocolVersion.V2, out receipt, out _);
        return new TrialAnswer
        {
            Status = (int)response.StatusCode,
            Body = await response.Content.ReadAsStringAsync(cancellationToken),
            OfferHeader = offerHeader,
            Offer = offer,
            ReceiptHeader = receiptHeader,
            Receipt = receipt,
        };
    }

    // a path may be written so that it means another host
    private Uri Resolve(string pathAndQuery) =>
        _http.BaseAddress is { } origin && pathAndQuery is ['/', ..] && Uri.TryCreate(origin, pathAndQuery, out var url)
            && url.Scheme == origin.Scheme && url.Authority == origin.Authority && url.UserInfo.Length == 0
            ? url
            : throw new HttpRequestException("That is no path of the resource server.");

    private static string? HeaderOf(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
