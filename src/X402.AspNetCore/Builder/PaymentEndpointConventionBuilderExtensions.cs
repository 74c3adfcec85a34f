using Microsoft.AspNetCore.Http;
using X402.AspNetCore;
using X402.AspNetCore.Gate;
using X402.Money;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Sells endpoints, groups of endpoints and controllers.</summary>
public static class PaymentEndpointConventionBuilderExtensions
{
    /// <summary>Requires a payment before the endpoint runs.</summary>
    /// <example><code>app.MapGet("/weather/{city}", GetWeather).RequirePayment("$0.01");</code></example>
    /// <param name="builder">An endpoint, a group or the controllers.</param>
    /// <param name="price">The price as a person writes it, for example <c>$0.01</c> or <c>0.01 USDC</c>.</param>
    public static TBuilder RequirePayment<TBuilder>(this TBuilder builder, string price) where TBuilder : IEndpointConventionBuilder =>
        builder.RequirePayment(new PaymentMetadata(new PaymentOption { Price = price }));

    /// <summary>Requires a payment whose price depends on the request. See <see cref="PaymentOption.PriceOf"/> for what it must keep to.</summary>
    public static TBuilder RequirePayment<TBuilder>(this TBuilder builder, Func<HttpContext, ValueTask<Price>> price) where TBuilder : IEndpointConventionBuilder =>
        builder.RequirePayment(new PaymentMetadata(new PaymentOption { PriceOf = async context => await price(context) }));

    /// <summary>Requires a payment that may be made in several ways.</summary>
    /// <example><code>app.MapPost("/summarize", Summarize).RequirePayment(o => o.Accept("$0.05").Accept("0.05 USDC", "eip155:8453"));</code></example>
    public static TBuilder RequirePayment<TBuilder>(this TBuilder builder, Action<PaymentPolicyBuilder> configure) where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(configure);
        var policy = new PaymentPolicyBuilder();
        configure(policy);
        return builder.RequirePayment(policy.Build());
    }

    /// <summary>
    /// Lets buyers name their purchases (extension <c>payment-identifier</c>): whoever repeats an identifier gets the stored answer of that
    /// purchase and is not charged again, even with a newly signed payment.
    /// </summary>
    public static TBuilder AcceptPaymentIdentifier<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new PaymentIdentifierAttribute(PaymentIdentifierUse.Accepted));

    /// <summary>Serves only buyers that name their purchases; see <see cref="AcceptPaymentIdentifier"/>.</summary>
    public static TBuilder RequirePaymentIdentifier<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new PaymentIdentifierAttribute(PaymentIdentifierUse.Required));

    /// <summary>
    /// Lets buyers bind payments to their requests (extension <c>request-binding</c>): a payment that was moved to another method, URL or body is refused.
    /// Clients of this platform do so by themselves.
    /// </summary>
    /// <param name="builder">An endpoint, a group or the controllers.</param>
    /// <param name="required">Whether unbound payments are refused; other clients cannot pay then. See <see cref="RequestBindingAttribute.IsRequired"/>.</param>
    public static TBuilder BindPaymentToRequest<TBuilder>(this TBuilder builder, bool required = false) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequestBindingAttribute { IsRequired = required });

    /// <summary>Keeps a protocol extension out of the offers of an endpoint or a group.</summary>
    /// <param name="builder">An endpoint, a group or the controllers.</param>
    /// <param name="name">The extension's name on the wire, for example <c>bazaar</c>.</param>
    public static TBuilder WithoutPaymentExtension<TBuilder>(this TBuilder builder, string name) where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Add(endpoint => endpoint.Metadata.Add(new ExcludedPaymentExtension(name)));
        return builder;
    }

    /// <summary>Requires a payment as the metadata says.</summary>
    public static TBuilder RequirePayment<TBuilder>(this TBuilder builder, IPaymentMetadata metadata) where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(metadata);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        // Finally: the request delegate is complete then, with filters and binding inside. Whatever leads to the endpoint runs the gate first.
        builder.Finally(GatedEndpoints.Wrap);
        return builder;
    }
}
