using System.Collections.Concurrent;
using X402.Protocol;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>The offers of one endpoint by tenant. Bounded: where there are very many tenants, the documents of some are made again.</summary>
internal sealed class TenantOffers
{
    private const int MaxTenants = 1024;

    private readonly ConcurrentDictionary<string, (PaymentTenant Tenant, OfferSet Offers)> _byTenant = new(StringComparer.Ordinal);
    private int _count;

    public OfferSet? Find(PaymentTenant tenant, SupportedResponse supported) =>
        _byTenant.TryGetValue(tenant.Id, out var known) && ReferenceEquals(known.Offers.Source, supported) && known.Tenant.Equals(tenant) ? known.Offers : null;

    public void Keep(PaymentTenant tenant, OfferSet offers)
    {
        if (!_byTenant.ContainsKey(tenant.Id) && Interlocked.Increment(ref _count) > MaxTenants)
        {
            _byTenant.Clear();
            _count = 1;
        }
        _byTenant[tenant.Id] = (tenant, offers);
    }
}
