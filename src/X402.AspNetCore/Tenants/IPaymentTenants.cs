using Microsoft.AspNetCore.Http;

namespace X402.AspNetCore;

/// <summary>
/// Says who sells in a request, for servers that sell in the name of several: each tenant is paid to its own address, on its own network and at
/// its own prices. Register it with <c>AddPaymentTenants</c>.
/// </summary>
/// <remarks>
/// <para>Thread-safe. An exception ends the request with 503; nothing is served and nothing is charged.</para>
/// <para>
/// It is asked for the 402 answer and again for the paid request, before anything of the request is verified: it must answer the same for both, and
/// who a tenant is must not be something that a buyer can make up to be cheaper.
/// </para>
/// </remarks>
public interface IPaymentTenants
{
    /// <summary>The tenant of a request; <see langword="null"/> where the server itself sells, by its own options.</summary>
    ValueTask<PaymentTenant?> FindAsync(HttpContext context);
}
