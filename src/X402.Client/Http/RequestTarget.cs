namespace X402.Client;

/// <summary>Where a request goes after the redirects so far.</summary>
/// <param name="Url">The absolute URL.</param>
/// <param name="Method">The method, which a redirect may have turned into GET.</param>
/// <param name="CarriesBody">Whether the body still goes along.</param>
/// <param name="CarriesCredentials">Whether credentials do; they stop at the first border between origins.</param>
internal sealed record RequestTarget(Uri Url, HttpMethod Method, bool CarriesBody, bool CarriesCredentials);
