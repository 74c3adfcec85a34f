namespace X402.AspNetCore;

/// <summary>How the page looks that people see who open a paid URL in a browser; configuration section <c>X402:Paywall</c>.</summary>
public sealed class PaywallOptions
{
    /// <summary>Whether browsers get a page. Off: they get what programs get.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The seller's name as people read it, any characters; otherwise <see cref="X402ServerOptions.ServiceName"/>, otherwise the host.</summary>
    public string? Name { get; set; }

    /// <summary>The seller's logo: a path on this server that starts with <c>/</c>, or a <c>data:image/</c> URL. The page loads nothing from other servers.</summary>
    public string? LogoUrl { get; set; }

    /// <summary>The colour of the button and of marks, as <c>#rrggbb</c>; the colour of the text on it is chosen to be readable.</summary>
    public string? ThemeColor { get; set; }

    /// <summary>Facts about networks, for those that are not known or known otherwise.</summary>
    public IList<PaywallNetwork> Networks { get; set; } = [];

    /// <summary>
    /// The JSON-RPC endpoint of a local Anvil whose published account number 3 pays from the page by one click. Only in the environment
    /// Development and only on loopback; anywhere else the application does not start with it. It takes effect where
    /// <c>MapX402DevelopmentWallet</c> is called.
    /// </summary>
    public string? DevelopmentChain { get; set; }
}
