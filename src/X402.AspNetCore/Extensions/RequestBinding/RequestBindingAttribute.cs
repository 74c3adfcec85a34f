namespace X402.AspNetCore;

/// <summary>
/// Offers the extension <c>request-binding</c> on an endpoint, a controller or an action: the payment's nonce commits to method, URL and body, and
/// a payment that was moved to another request is refused. See <see cref="Protocol.RequestBinding"/> for its form.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequestBindingAttribute : Attribute
{
    /// <summary>
    /// Whether payments have to be bound. Where it is optional, any client can pay, and whoever moves a payment can leave the binding out: it then
    /// protects against mistakes, not against thieves.
    /// </summary>
    public bool IsRequired { get; set; }
}
