using Microsoft.AspNetCore.Http;
using X402.Reasons;

namespace X402.AspNetCore;

/// <summary>What an extension makes of a payment.</summary>
public sealed class PaymentExtensionVerdict
{
    private PaymentExtensionVerdict()
    {
    }

    /// <summary>The payment goes on.</summary>
    public static PaymentExtensionVerdict Continue { get; } = new();

    internal int StatusCode { get; private init; }

    internal PaymentReason Reason { get; private init; }

    internal string? Detail { get; private init; }

    internal RequestDelegate? Handler { get; private init; }

    /// <summary>Refuses the payment; nothing is reserved or charged.</summary>
    /// <param name="statusCode">402 repeats the offer with the reason; any other status of 400 and above gives the reason alone.</param>
    /// <param name="reason">For programs.</param>
    /// <param name="detail">A sentence for the sender; it repeats nothing of what was sent.</param>
    public static PaymentExtensionVerdict Refuse(int statusCode, PaymentReason reason, string? detail = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, StatusCodes.Status400BadRequest);
        return new() { StatusCode = statusCode, Reason = reason, Detail = detail };
    }

    /// <summary>Answers the request in the endpoint's place; nothing is reserved or charged, and the endpoint does not run.</summary>
    public static PaymentExtensionVerdict Answer(RequestDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new() { Handler = handler };
    }
}
