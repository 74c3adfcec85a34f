using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using X402.Protocol;
using X402.Reasons;

namespace X402.Facilitator;

/// <summary>Who may call, how often, and for which recipients, assets and networks (SG-27, SG-30). The same for HTTP and gRPC.</summary>
/// <remarks>
/// Keys are looked up by their SHA-256, so that the time of a comparison says nothing about them.
/// Thread safety: all members may be called concurrently.
/// </remarks>
internal sealed class AccessControl : IDisposable
{
    private readonly FrozenDictionary<string, Merchant> _merchants;
    private readonly PartitionedRateLimiter<Caller> _limiter;
    private readonly int _anonymousLimit;

    public AccessControl(IOptions<X402FacilitatorOptions> options)
    {
        var merchants = new Dictionary<string, Merchant>(StringComparer.Ordinal);
        foreach (var settings in options.Value.Merchants)
        {
            var merchant = new Merchant(settings);
            foreach (var key in settings.ApiKeys)
                merchants.Add(HashOf(key), merchant);
        }
        _merchants = merchants.ToFrozenDictionary();
        _anonymousLimit = options.Value.RequestsPerSecond;
        _limiter = PartitionedRateLimiter.Create<Caller, string>(static caller => RateLimitPartition.GetTokenBucketLimiter(caller.Name, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = caller.Limit,
            TokensPerPeriod = caller.Limit,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));
    }

    /// <summary>Before the body is read: is the caller known and not too fast?</summary>
    public AccessDecision Enter(HttpContext context, out Merchant? merchant)
    {
        merchant = null;
        if (_merchants.Count > 0 && !(KeyOf(context.Request.Headers) is { } key && _merchants.TryGetValue(HashOf(key), out merchant)))
            return new(StatusCodes.Status401Unauthorized, PaymentReasons.NotAuthorized);
        var limit = merchant?.RequestsPerSecond ?? _anonymousLimit;
        if (limit == 0)
            return AccessDecision.Granted;
        var caller = new Caller(merchant?.Name ?? $"ip {context.Connection.RemoteIpAddress}", limit);
        using var lease = _limiter.AttemptAcquire(caller);
        if (lease.IsAcquired)
            return AccessDecision.Granted;
        return new(StatusCodes.Status429TooManyRequests, PaymentReasons.RateLimited, lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1));
    }

    /// <summary>After the body is read: may this caller settle that?</summary>
    public static AccessDecision Check(Merchant? merchant, PaymentRequirements requirements) =>
        merchant is null || merchant.Allows(requirements)
            ? AccessDecision.Granted
            : new(StatusCodes.Status403Forbidden, PaymentReasons.NotAuthorized);

    public void Dispose() => _limiter.Dispose();

    private static string? KeyOf(IHeaderDictionary headers)
    {
        const string bearer = "Bearer ";
        if (headers.Authorization is [{ } authorization] && authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[bearer.Length..].Trim();
        return headers.TryGetValue("X-Api-Key", out StringValues keys) && keys is [{ Length: > 0 } key] ? key : null;
    }

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private readonly record struct Caller(string Name, int Limit);
}
