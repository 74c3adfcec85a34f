namespace X402.Client;

/// <summary>Paying without exceptions.</summary>
public static class HttpClientPaymentExtensions
{
    /// <summary>
    /// Sends a request through a paying client and gives the failures of paying as values. Other failures (network, cancellation) are
    /// exceptions as with <see cref="HttpClient.SendAsync(HttpRequestMessage, CancellationToken)"/>.
    /// </summary>
    /// <param name="client">A client with a <see cref="PaymentHandler"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels; a payment that was sent stays open in the journal.</param>
    public static Task<PurchaseResult> SendPaidAsync(this HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken = default) =>
        client.SendPaidAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);

    /// <inheritdoc cref="SendPaidAsync(HttpClient, HttpRequestMessage, CancellationToken)"/>
    /// <param name="client">A client with a <see cref="PaymentHandler"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="completion">Whether to wait for the content, or for the headers only and read the content as it comes.</param>
    /// <param name="cancellationToken">Cancels; a payment that was sent stays open in the journal.</param>
    public static async Task<PurchaseResult> SendPaidAsync(this HttpClient client, HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        try
        {
            return new PurchaseResult(await client.SendAsync(request, completion, cancellationToken));
        }
        catch (PaymentException failure)
        {
            return new PurchaseResult(failure);
        }
    }

    /// <summary>Asks for a URL through a paying client; see <see cref="SendPaidAsync(HttpClient, HttpRequestMessage, CancellationToken)"/>.</summary>
    /// <param name="client">A client with a <see cref="PaymentHandler"/>.</param>
    /// <param name="url">Absolute, or relative to <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="cancellationToken">Cancels; a payment that was sent stays open in the journal.</param>
    public static async Task<PurchaseResult> GetPaidAsync(this HttpClient client, Uri url, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await client.SendPaidAsync(request, cancellationToken);
    }
}
