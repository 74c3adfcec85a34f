using Microsoft.AspNetCore.Http;
using X402.Money;

namespace X402.AspNetCore;

/// <summary>One way to pay for an endpoint. What is left out comes from <see cref="X402ServerOptions"/>.</summary>
public sealed record PaymentOption
{
    /// <summary>The price as a person writes it, for example <c>$0.01</c>; <see langword="null"/> where <see cref="PriceOf"/> decides.</summary>
    public string? Price { get; init; }

    /// <summary>
    /// The price of one request, or why there is none for it. It is asked for the 402 answer and again for the paid request, so it must answer the same for both.
    /// </summary>
    public Func<HttpContext, ValueTask<Answer<Price>>>? PriceOf { get; init; }

    /// <summary>The CAIP-2 network, for example <c>eip155:8453</c>.</summary>
    public string? Network { get; init; }

    /// <summary>The recipient.</summary>
    public string? PayTo { get; init; }

    /// <summary>The payment scheme, for example <c>exact</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary>When the money moves, one of <see cref="Protocol.PaymentFlow"/>: after the work by default, or before it with <c>upfront</c>.</summary>
    public string? PaymentFlow { get; init; }

    /// <summary>How long settlement may take, in seconds; greater than 0.</summary>
    public int? MaxTimeoutSeconds { get; init; }
}
