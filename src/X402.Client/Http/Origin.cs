namespace X402.Client;

/// <summary>Scheme, host and port: the border that payments and credentials do not cross.</summary>
internal static class Origin
{
    public static bool IsSame(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same origin, or the same host after a redirect from http to https on their default ports.</summary>
    public static bool IsSameOrUpgraded(Uri from, Uri to) =>
        IsSame(from, to)
        || (from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && to.IsDefaultPort
            && string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase));
}
