namespace X402;

/// <summary>Sells a <c>POST</c> request.</summary>
/// <param name="route">The path, with parameters in braces: <c>/weather/{city}</c>.</param>
/// <param name="price">The price as a person writes it, for example <c>$0.01</c> or <c>0.01 USDC</c>; left out where <see cref="PaidEndpointAttribute.PriceFrom"/> names a method.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PaidPostAttribute(string route, string? price = null) : PaidEndpointAttribute(route, price);
