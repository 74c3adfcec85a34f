namespace X402.AspNetCore;

/// <summary>Payment metadata as <c>RequirePayment</c> writes it.</summary>
public sealed class PaymentMetadata : IPaymentMetadata
{
    /// <summary>Creates metadata.</summary>
    /// <param name="options">The ways to pay, in the order in which they are offered.</param>
    /// <exception cref="ArgumentException">There is no way to pay.</exception>
    public PaymentMetadata(params IReadOnlyList<PaymentOption> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Count == 0)
            throw new ArgumentException("A paid endpoint needs at least one way to pay: call Accept(\"$0.01\").", nameof(options));
        Options = options;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PaymentOption> Options { get; }

    /// <inheritdoc/>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public string? MimeType { get; init; }
}
