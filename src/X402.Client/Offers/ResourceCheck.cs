using X402.Reasons;

namespace X402.Client;

/// <summary>Whether an offer is for what was asked for: a server that passes on another one's offer would have the client pay for something else.</summary>
internal static class ResourceCheck
{
    /// <summary>Compares host, port and path; the query and http instead of https behind a proxy do not matter.</summary>
    /// <param name="resource">What the server says is sold. Where that is no HTTP URL there is nothing to compare.</param>
    /// <param name="asked">What was asked for, after redirects.</param>
    /// <param name="options">The options.</param>
    public static SpendVerdict Judge(string? resource, Uri asked, PaymentOptions options)
    {
        if (!options.CheckResourceUrl || !Uri.TryCreate(resource, UriKind.Absolute, out var named) || named.Scheme is not ("http" or "https"))
            return SpendVerdict.Allow;
        if (!IsInternal(asked) && !IsSameHost(named, asked) && !IsListed(options.ResourceHosts, named))
            return Deny($"The offer is for a resource at {UntrustedText.Clean(named.Authority)}, and {asked.Authority} was asked. If that is the same server behind a proxy, add it to ResourceHosts.");
        return string.Equals(named.AbsolutePath, asked.AbsolutePath, StringComparison.Ordinal)
            ? SpendVerdict.Allow
            : Deny($"The offer is for {UntrustedText.Clean(named.AbsolutePath)}, and {asked.AbsolutePath} was asked for. If a proxy changes paths, switch CheckResourceUrl off.");
    }

    // a name without a dot is one of service discovery or of a container network; what buyers outside call the server is another one
    private static bool IsInternal(Uri asked) => !asked.IsLoopback && asked.HostNameType == UriHostNameType.Dns && !asked.IdnHost.Contains('.', StringComparison.Ordinal);

    private static bool IsSameHost(Uri named, Uri asked) =>
        (named.Port == asked.Port || (named.IsDefaultPort && asked.IsDefaultPort))
        && (string.Equals(named.IdnHost, asked.IdnHost, StringComparison.OrdinalIgnoreCase) || (named.IsLoopback && asked.IsLoopback));

    private static bool IsListed(IList<string> hosts, Uri named)
    {
        foreach (var host in hosts)
        {
            if (string.Equals(host, named.IdnHost, StringComparison.OrdinalIgnoreCase) || string.Equals(host, $"{named.IdnHost}:{named.Port}", StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static SpendVerdict Deny(string explanation) => SpendVerdict.Deny(PurchaseReasons.ResourceMismatch, explanation);
}
