using Microsoft.AspNetCore.Http;
using X402.Money;
using X402.Protocol;

namespace X402.AspNetCore;

/// <summary>Describes what an endpoint costs: <c>.RequirePayment(o => o.Accept("$0.01").Describe("The weather of one city"))</c>.</summary>
public sealed class PaymentPolicyBuilder
{
    private readonly List<PaymentOption> _options = [];
    private string? _description;
    private string? _mimeType;
    private string? _flow;

    /// <summary>Accepts a fixed price. Call it again for further ways to pay, in order of preference.</summary>
    /// <param name="price">For example <c>$0.01</c> or <c>0.01 USDC</c>.</param>
    /// <param name="network">The CAIP-2 network; the server's by default.</param>
    /// <param name="payTo">The recipient; the server's by default.</param>
    /// <param name="scheme">The scheme; the server's by default.</param>
    public PaymentPolicyBuilder Accept(string price, string? network = null, string? payTo = null, string? scheme = null) =>
        Accept(new PaymentOption { Price = price, Network = network, PayTo = payTo, Scheme = scheme });

    /// <summary>Accepts a price that depends on the request. See <see cref="PaymentOption.PriceOf"/> for what it must keep to.</summary>
    public PaymentPolicyBuilder Accept(Func<HttpContext, ValueTask<Price>> price, string? network = null, string? payTo = null, string? scheme = null) =>
        Accept(new PaymentOption { PriceOf = async context => await price(context), Network = network, PayTo = payTo, Scheme = scheme });

    /// <summary>Accepts one more way to pay.</summary>
    public PaymentPolicyBuilder Accept(PaymentOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        _options.Add(option);
        return this;
    }

    /// <summary>
    /// Settles before the work, for every way to pay that names no flow of its own. The response then flows while the handler runs, so that it may
    /// stream; when the handler fails, the buyer has paid, and the same payment has the work done again.
    /// </summary>
    public PaymentPolicyBuilder SettleUpfront()
    {
        _flow = PaymentFlow.Upfront;
        return this;
    }

    /// <summary>Tells the buyer what is sold.</summary>
    /// <param name="description">A sentence.</param>
    /// <param name="mimeType">The media type of the paid answer.</param>
    public PaymentPolicyBuilder Describe(string description, string? mimeType = null)
    {
        _description = description;
        _mimeType = mimeType ?? _mimeType;
        return this;
    }

    internal PaymentMetadata Build() => new(_options.Select(option => option with { PaymentFlow = option.PaymentFlow ?? _flow }).ToArray()) { Description = _description, MimeType = _mimeType };
}
