using Microsoft.AspNetCore.Mvc.Filters;

namespace X402.AspNetCore;

/// <summary>
/// Sells an MVC controller, an action or a minimal handler: <c>[Paid("$0.01")]</c>. Works through endpoint routing once
/// <c>AddX402</c> was called; an action that would run without the gate refuses to run at all.
/// </summary>
/// <param name="price">The price as a person writes it, for example <c>$0.01</c> or <c>0.01 USDC</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PaidAttribute(string price) : Attribute, IPaymentMetadata, IResourceFilter, IOrderedFilter
{
    private PaymentOption[]? _options;

    /// <summary>The price.</summary>
    public string Price => price;

    /// <summary>The CAIP-2 network, for example <c>eip155:8453</c>.</summary>
    public string? Network { get; set; }

    /// <summary>The recipient.</summary>
    public string? PayTo { get; set; }

    /// <summary>The payment scheme, for example <c>exact</c>.</summary>
    public string? Scheme { get; set; }

    /// <summary>When the money moves: <c>authorization</c>, after the work, or <c>upfront</c>, before it. See <see cref="Protocol.PaymentFlow"/>.</summary>
    public string? PaymentFlow { get; set; }

    /// <inheritdoc/>
    public string? Description { get; set; }

    /// <inheritdoc/>
    public string? MimeType { get; set; }

    /// <summary>How long settlement may take, in seconds; 0 takes the server's.</summary>
    public int MaxTimeoutSeconds { get; set; }

    IReadOnlyList<PaymentOption> IPaymentMetadata.Options => _options ??=
    [
        new PaymentOption
        {
            Price = price,
            Network = Network,
            PayTo = PayTo,
            Scheme = Scheme,
            PaymentFlow = PaymentFlow,
            MaxTimeoutSeconds = MaxTimeoutSeconds == 0 ? null : MaxTimeoutSeconds,
        },
    ];

    int IOrderedFilter.Order => int.MinValue;

    // Not the gate, which runs before binding, but the proof that it ran: without AddX402 nothing else would notice the attribute.
    void IResourceFilter.OnResourceExecuting(ResourceExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.HttpContext.Features.Get<IPaymentFeature>() is null)
            throw new InvalidOperationException("This action is paid, but no payment was taken for this request. Call builder.Services.AddX402(...) and reach the action through endpoint routing.");
    }

    void IResourceFilter.OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
