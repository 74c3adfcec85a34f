using X402.Assets;

namespace X402.Client;

/// <summary>What a paying HTTP client may spend, on what, and where. The defaults: known dollar tokens, at most $1 per payment, over https.</summary>
public sealed class PaymentOptions
{
    /// <summary>The most for one payment, in dollars; <c>$1</c> by default. One unit of every asset in <see cref="Assets"/> counts as a dollar.</summary>
    public string MaxAmountPerPayment { get; set; } = "$1";

    /// <summary>Budgets; all of them apply. Empty by default, which leaves only the cap per payment.</summary>
    public IList<BudgetRule> Budgets { get; } = [];

    /// <summary>
    /// Above this amount in dollars the <see cref="IPaymentApprover"/> is asked, and without one nothing is paid.
    /// <see langword="null"/>: an approver that is registered is asked for every payment.
    /// </summary>
    public string? ApprovalThreshold { get; set; }

    /// <summary>The assets that may be paid in. Decimals and tickers come from here, never from a server (SG-42).</summary>
    public AssetRegistry Assets { get; set; } = AssetRegistry.Default;

    /// <summary>CAIP-2 networks that may be paid on; empty for all the signer works on.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>Addresses or tickers of assets that may be paid in; empty for all of <see cref="Assets"/>.</summary>
    public IList<string> AllowedAssets { get; } = [];

    /// <summary>Recipients that may be paid; empty for all.</summary>
    public IList<string> AllowedPayees { get; } = [];

    /// <summary>
    /// Hosts that may be paid, as <c>api.example.com</c> or <c>api.example.com:8443</c>; empty for the host that was asked. Redirects to
    /// another origin are paid only when its host is named here.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Hosts that may be paid without encryption besides the local machine, for example a name inside a container network.</summary>
    public IList<string> InsecureHosts { get; } = [];

    /// <summary>
    /// Whether offers of the upfront flow may be paid, on by default: the money moves before the work, and the server owes it. Where a server
    /// also offers to be paid after the work, that is always chosen.
    /// </summary>
    public bool AllowUpfront { get; set; } = true;

    /// <summary>
    /// Whether an identifier is sent where a server accepts one (extension <c>payment-identifier</c>), on by default: it protects against being charged
    /// twice for one purchase even where this client has lost its journal. Where a server requires one it is always sent.
    /// </summary>
    public bool SendPaymentIdentifiers { get; set; } = true;

    /// <summary>
    /// Whether an offer has to be for the host and path that were asked for, on by default. Switch it off for servers behind a proxy that
    /// changes paths; for one that only changes the host, add what the server calls itself to <see cref="ResourceHosts"/>.
    /// </summary>
    public bool CheckResourceUrl { get; set; } = true;

    /// <summary>Hosts by which servers may name their resources besides the one that was asked, as <c>api.example.com</c> or <c>api.example.com:8443</c>.</summary>
    public IList<string> ResourceHosts { get; } = [];

    /// <summary>The longest an authorization may be valid, 15 minutes by default. Offers that ask for more are refused.</summary>
    public TimeSpan MaxAuthorizationLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its expiry a payment is still replayed rather than replaced, for clocks that disagree; 1 minute by default.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often an application with a host asks the chain what became of payments that nobody repeats, 30 seconds by default;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for never. Without a view of a chain (<c>AddEvmEvidence</c>) nobody is asked.
    /// </summary>
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes read of a 402 answer's body; 64 KiB by default.</summary>
    public int MaxOfferBytes { get; set; } = 64 * 1024;

    /// <summary>The most bytes of a request body kept for the paid retry; 1 MiB by default. Larger bodies are sent, but not paid for.</summary>
    public int MaxRequestBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>How many redirects are followed; 10 by default, 0 for none.</summary>
    public int MaxRedirects { get; set; } = 10;

    /// <summary>Adds a budget for everything this client buys.</summary>
    /// <param name="max">Dollars, written as <c>$1.50</c>.</param>
    /// <param name="window">A sliding window; <see langword="null"/> for the life of the budget.</param>
    public PaymentOptions LimitTotal(string max, TimeSpan? window = null) => Limit(BudgetScope.Total, max, window);

    /// <summary>Adds a budget for each host.</summary>
    /// <param name="max">Dollars, written as <c>$1.50</c>.</param>
    /// <param name="window">A sliding window; <see langword="null"/> for the life of the budget.</param>
    public PaymentOptions LimitPerHost(string max, TimeSpan? window = null) => Limit(BudgetScope.Host, max, window);

    /// <summary>Adds a budget for each recipient.</summary>
    /// <param name="max">Dollars, written as <c>$1.50</c>.</param>
    /// <param name="window">A sliding window; <see langword="null"/> for the life of the budget.</param>
    public PaymentOptions LimitPerPayee(string max, TimeSpan? window = null) => Limit(BudgetScope.Payee, max, window);

    private PaymentOptions Limit(BudgetScope scope, string max, TimeSpan? window)
    {
        Budgets.Add(new BudgetRule(scope, max, window));
        return this;
    }
}
