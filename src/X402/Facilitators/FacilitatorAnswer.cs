using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace X402.Facilitators;

/// <summary>An HTTP answer, read completely and with a limit.</summary>
internal sealed record FacilitatorAnswer(HttpStatusCode Status, RetryConditionHeaderValue? RetryAfter, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    // These say that the request was turned away before anybody looked at the payment. All others, also 400 and 503, come from
    // facilitators and proxies that may have begun.
    private bool WasTurnedAway => Status
        is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
        or HttpStatusCode.LengthRequired or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType
        or HttpStatusCode.TooManyRequests or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    public static async Task<FacilitatorAnswer> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(maxBytes + 1, 16 * 1024));
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > maxBytes)
                    throw new FacilitatorException("The facilitator's answer is too long.") { StatusCode = (int)response.StatusCode };
                if (length == buffer.Length)
                    buffer = Grow(buffer, Math.Min(maxBytes + 1, length * 2));
            }
            return new(response.StatusCode, response.Headers.RetryAfter, buffer.AsSpan(0, length).ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The exception for an answer that is none.</summary>
    public FacilitatorException NotAnAnswer(string? detail)
    {
        var because = IsSuccess && detail is not null ? " " + detail : "";
        return new(string.Create(CultureInfo.InvariantCulture, $"The facilitator answered {(int)Status} without a usable answer.{because}"))
        {
            StatusCode = (int)Status,
            OutcomeUnknown = !WasTurnedAway,
        };
    }

    /// <summary>The exception for an answer that contradicts its own status, so that nothing may be assumed.</summary>
    public FacilitatorException Contradiction() => new($"The facilitator reports success under the status {(int)Status}.") { StatusCode = (int)Status };

    private static byte[] Grow(byte[] buffer, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
