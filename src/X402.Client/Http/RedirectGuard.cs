namespace X402.Client;

/// <summary>Makes sure that no handler below follows redirects by itself: it would take the payment header along to any host.</summary>
internal static class RedirectGuard
{
    /// <exception cref="InvalidOperationException">The primary handler follows redirects and was already in use, so it cannot be changed.</exception>
    public static void Apply(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler outer)
            handler = outer.InnerHandler;
        try
        {
            switch (handler)
            {
                case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                    sockets.AllowAutoRedirect = false;
                    break;
                case HttpClientHandler { AllowAutoRedirect: true } client:
                    client.AllowAutoRedirect = false;
                    break;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException(
                "The primary HTTP handler follows redirects by itself and was used before, so payments could leak to other hosts. Create it with AllowAutoRedirect = false.", e);
        }
    }
}
