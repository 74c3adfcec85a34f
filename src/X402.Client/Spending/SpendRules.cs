using X402.Money;
using X402.Purchases;
using X402.Reasons;

namespace X402.Client;

/// <summary><see cref="PaymentOptions"/> as a policy: the limits that no other policy, model or tool argument can widen.</summary>
internal sealed class SpendRules
{
    private readonly PaymentOptions _options;
    private readonly UInt256 _cap;
    private readonly UInt256? _approvalThreshold;
    private readonly (BudgetRule Rule, UInt256 Max)[] _budgets;

    public SpendRules(PaymentOptions options)
    {
        _options = options;
        _cap = Parse(options.MaxAmountPerPayment);
        _approvalThreshold = options.ApprovalThreshold is { } threshold ? Parse(threshold) : null;
        _budgets = [.. options.Budgets.Select(rule => (rule, Parse(rule.Max)))];
    }

    /// <summary>Whether this server may be paid at all.</summary>
    public SpendVerdict JudgeServer(Uri asked, Uri answering)
    {
        var listed = IsListed(_options.AllowedHosts, answering);
        if (_options.AllowedHosts.Count > 0 && !listed)
            return SpendVerdict.Deny(PurchaseReasons.HostNotAllowed, $"{answering.Authority} is not one of the allowed hosts.");
        if (!listed && !Origin.IsSameOrUpgraded(asked, answering))
            return SpendVerdict.Deny(PurchaseReasons.RedirectedElsewhere, $"A redirect led from {asked.Authority} to {answering.Authority}, which asks for money. Allow that host to pay it.");
        if (answering.Scheme != Uri.UriSchemeHttps && !answering.IsLoopback && !IsListed(_options.InsecureHosts, answering))
            return SpendVerdict.Deny(PurchaseReasons.InsecureTransport, $"{answering.Authority} asks for money over {answering.Scheme}. Use https.");
        return SpendVerdict.Allow;
    }

    /// <summary>Whether one offer keeps within the limits for a single payment.</summary>
    public SpendVerdict Judge(SpendProposal proposal)
    {
        var requirements = proposal.Requirements;
        if (_options.AllowedNetworks.Count > 0 && !_options.AllowedNetworks.Contains(requirements.Network))
            return SpendVerdict.Deny(PurchaseReasons.NetworkNotAllowed, $"{requirements.Network} is not one of the allowed networks.");
        if (_options.AllowedAssets.Count > 0 && !IsNamed(_options.AllowedAssets, proposal.Asset.Address) && !IsNamed(_options.AllowedAssets, proposal.Asset.Symbol))
            return SpendVerdict.Deny(PurchaseReasons.AssetNotAllowed, $"{proposal.Asset.Symbol} is not one of the allowed assets.");
        if (_options.AllowedPayees.Count > 0 && !IsNamed(_options.AllowedPayees, requirements.PayTo))
            return SpendVerdict.Deny(PurchaseReasons.PayeeNotAllowed, $"{UntrustedText.Clean(requirements.PayTo)} is not one of the allowed recipients.");
        if (TimeSpan.FromSeconds(requirements.MaxTimeoutSeconds) > _options.MaxAuthorizationLifetime)
            return SpendVerdict.Deny(PurchaseReasons.LifetimeTooLong, $"The authorization would be valid for {requirements.MaxTimeoutSeconds} s, longer than the allowed {_options.MaxAuthorizationLifetime.TotalSeconds:0} s.");
        if (proposal.Dollars > _cap)
            return SpendVerdict.Deny(PurchaseReasons.OverCap, $"{proposal.AmountText} exceeds the cap of {AmountFormat.Dollars(_cap)} per payment.");
        return SpendVerdict.Allow;
    }

    /// <summary>Whether the approver has to be asked.</summary>
    public bool NeedsApproval(SpendProposal proposal, bool hasApprover) =>
        _approvalThreshold is { } threshold ? proposal.Dollars > threshold : hasApprover;

    /// <summary>The budgets a purchase has to fit into.</summary>
    public SpendLimit[] LimitsFor(SpendProposal proposal)
    {
        var limits = new SpendLimit[_budgets.Length];
        for (var i = 0; i < limits.Length; i++)
        {
            var (rule, max) = _budgets[i];
            limits[i] = new SpendLimit(Bucket(rule, proposal.ClientName, proposal.Url.Authority, proposal.Requirements.Network, proposal.Requirements.PayTo), max, rule.Window);
        }
        return limits;
    }

    private static string Bucket(BudgetRule rule, string client, string host, string network, string payTo)
    {
        var scope = rule.Scope switch
        {
            BudgetScope.Host => $"host/{host}",
            BudgetScope.Payee => $"payee/{network}/{payTo}",
            _ => "total",
        };
        var window = rule.Window is { } span ? $"/{(long)span.TotalSeconds}s" : "";
        return $"{client}/{scope}{window}".ToLowerInvariant();
    }

    private static UInt256 Parse(string dollars) => AmountFormat.TryParseDollars(dollars, out var amount)
        ? amount
        : throw new FormatException($"'{dollars}' is no amount in dollars. Write '$1.50'.");

    private static bool IsNamed(IList<string> names, string name)
    {
        foreach (var candidate in names)
        {
            if (string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool IsListed(IList<string> hosts, Uri url) => IsNamed(hosts, url.Host) || IsNamed(hosts, url.IdnHost) || IsNamed(hosts, $"{url.IdnHost}:{url.Port}");
}
