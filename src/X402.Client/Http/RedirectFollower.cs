using System.Net;

namespace X402.Client;

/// <summary>
/// Follows redirects in place of the primary handler, which would carry a payment header to any host (SG-42).
/// </summary>
/// <remarks>
/// Payment and credentials stop at the first border between origins and do not come back. A payment stops, too, at the answer that brings
/// its receipt. https is never left for http. 303, and 301 and 302 after POST, continue with GET; 307 and 308 with method and body.
/// </remarks>
internal sealed class RedirectFollower(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, int maxRedirects)
{
    public async Task<Exchange> SendAsync(ReplayableRequest request, RequestTarget target, PaymentHeader? payment, CancellationToken cancellationToken)
    {
        var receipt = ReceiptHeaders.None;
        for (var redirects = 0; ; redirects++)
        {
            var response = await send(request.CreateMessage(target, payment), cancellationToken);
            receipt = receipt.Or(response);
            if (redirects == maxRedirects || Next(target, response, request.IsReplayable) is not { } next)
                return new(response, target, receipt);

            if (!next.CarriesCredentials || receipt.Any)
                payment = null;
            target = next;
            response.Dispose();
        }
    }

    private static RequestTarget? Next(RequestTarget from, HttpResponseMessage response, bool isReplayable)
    {
        if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location
            || !Uri.TryCreate(from.Url, location, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            || (from.Url.Scheme == Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttps))
            return null;

        var becomesGet = response.StatusCode == HttpStatusCode.SeeOther
            ? from.Method != HttpMethod.Head
            : response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found && from.Method == HttpMethod.Post;
        var carriesBody = from.CarriesBody && !becomesGet;
        if (carriesBody && !isReplayable)
            return null;
        return new(url, becomesGet ? HttpMethod.Get : from.Method, carriesBody, from.CarriesCredentials && Origin.IsSame(from.Url, url));
    }
}
