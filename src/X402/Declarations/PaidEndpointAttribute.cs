namespace X402;

/// <summary>What a paid endpoint of a <see cref="PaidApiAttribute"/> costs. What is left out comes from the server's options.</summary>
/// <param name="route">The path, with parameters in braces: <c>/weather/{city}</c>.</param>
/// <param name="price">The price as a person writes it, for example <c>$0.01</c> or <c>0.01 USDC</c>; left out where <see cref="PriceFrom"/> names a method.</param>
public abstract class PaidEndpointAttribute(string route, string? price) : Attribute
{
    /// <summary>The path.</summary>
    public string Route => route;

    /// <summary>The price, or <see langword="null"/> where it is computed.</summary>
    public string? Price => price;

    /// <summary>
    /// A static method of the interface that computes the price of a request from parameters of the endpoint, which it names: from the route, the query string
    /// and headers. It returns a <see cref="Money.Price"/>, or an <see cref="Answer{T}"/> of one where it may refuse.
    /// </summary>
    /// <remarks>
    /// It is asked for the 402 answer and again for the paid request, and must answer the same for both: no clock, no random numbers, no state. The body is not
    /// read before the payment, so it is none of its parameters. Callers can compute the price with the same method before they ask.
    /// </remarks>
    /// <example><code>
    /// [PaidGet("/prints/{pages}", PriceFrom = nameof(PriceOf))]
    /// Task&lt;Print?&gt; PrintAsync(int pages, bool color = false);
    ///
    /// static Price PriceOf(int pages, bool color) =&gt; Price.Parse(color ? $"{pages}.50" : $"{pages}");
    /// </code></example>
    public string? PriceFrom { get; set; }

    /// <summary>A sentence for the buyer.</summary>
    public string? Description { get; set; }

    /// <summary>The CAIP-2 network, for example <c>eip155:8453</c>.</summary>
    public string? Network { get; set; }

    /// <summary>The recipient.</summary>
    public string? PayTo { get; set; }

    /// <summary>The payment scheme, for example <c>exact</c>.</summary>
    public string? Scheme { get; set; }

    /// <summary>
    /// When the money moves: <c>authorization</c>, after the work, or <c>upfront</c>, before it. A method that returns an <see cref="IAsyncEnumerable{T}"/> (sent as
    /// JSON, a line each) or a task of a <see cref="Stream"/> is paid upfront, because its bytes leave while it works.
    /// </summary>
    public string? PaymentFlow { get; set; }

    /// <summary>How long settlement may take, in seconds; 0 takes the server's.</summary>
    public int MaxTimeoutSeconds { get; set; }
}
