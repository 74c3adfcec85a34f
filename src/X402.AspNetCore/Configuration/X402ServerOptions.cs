namespace X402.AspNetCore;

/// <summary>How this server sells; bound to the configuration section <c>X402</c>.</summary>
public sealed class X402ServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "X402";

    /// <summary>The recipient of payments, unless an endpoint names another one.</summary>
    public string? PayTo { get; set; }

    /// <summary>The CAIP-2 network to be paid on, unless an endpoint names another one, for example <c>eip155:8453</c>.</summary>
    public string? Network { get; set; }

    /// <summary>The payment scheme, unless an endpoint names another one.</summary>
    public string Scheme { get; set; } = "exact";

    /// <summary>
    /// Where buyers reach this server, for example <c>https://api.example.com</c>; a path prefix is allowed. Required outside of development,
    /// where the server's own address stands in. The <c>Host</c> header is never used (SG-22).
    /// </summary>
    public string? PublicOrigin { get; set; }

    /// <summary>The seller's name for buyers: 1 to 32 printable ASCII characters.</summary>
    public string? ServiceName { get; set; }

    /// <summary>How long settlement may take, in seconds; greater than 0. It also bounds the life of the buyer's authorization.</summary>
    public int MaxTimeoutSeconds { get; set; } = 300;

    /// <summary>The facilitator that verifies and settles, unless an <see cref="Facilitators.IFacilitator"/> is registered.</summary>
    public FacilitatorClientOptions Facilitator { get; set; } = new();

    /// <summary>How long verification may take. 1 s to 5 min.</summary>
    public TimeSpan VerifyTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long to wait for a settlement before its outcome counts as unknown; longer than the facilitator waits for the chain. 1 s to 10 min.
    /// </summary>
    public TimeSpan SettleTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a request may stay silent before its reservation can be taken over, where nothing was sent to the chain. Renewed while work goes on. 5 s to 10 min.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a second request with the same payment waits for the first one's result. 0 to 5 min.</summary>
    public TimeSpan DuplicateWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether buyers may or must name their purchases, unless an endpoint says otherwise. The ledger's retention says how long a name is remembered.</summary>
    public PaymentIdentifierUse PaymentIdentifiers { get; set; }

    /// <summary>
    /// How long the same payment may have its work done again that was paid up front and failed; 1 min to 7 days, and not longer than the ledger keeps it.
    /// A buyer that leaves in the middle of the goods five times has had them.
    /// </summary>
    public TimeSpan DeliveryPeriod { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often payments without a known outcome are looked after. 100 ms to 1 h.</summary>
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How much of a withheld response is kept in memory; the rest goes to a temporary file that is deleted with the request. 4 KiB to 64 MiB, in bytes.</summary>
    public int ResponseMemoryLimit { get; set; } = 256 * 1024;

    /// <summary>The largest response that can be sold, in bytes; a larger one is refused and not charged.</summary>
    public long ResponseLimit { get; set; } = 64L * 1024 * 1024;

    /// <summary>The largest response kept in the ledger, in bytes, so that it can be delivered again after a lost connection or a crash.</summary>
    public int StoredResponseLimit { get; set; } = 1024 * 1024;

    /// <summary>The largest request body of a paid request, in bytes. It is read and bound to the payment before anything is charged.</summary>
    public long RequestBodyLimit { get; set; } = 8L * 1024 * 1024;

    /// <summary>
    /// The largest description of an endpoint's input and output in 402 answers, in bytes: 0 to 4096. What is longer goes without the output, or is only in the
    /// catalogue. All of it is in one header, which many proxies limit to 4 KiB, and comes back with each payment.
    /// </summary>
    public int DiscoveryLimit { get; set; } = 1536;

    /// <summary>
    /// Adds <c>Access-Control-Expose-Headers</c> to every gated answer. Not needed with <c>AddCors</c>, whose answers expose the payment headers by themselves;
    /// for servers whose CORS headers are set by a proxy.
    /// </summary>
    public bool AlwaysExposeHeaders { get; set; }

    /// <summary>The page that people see who open a paid URL in a browser.</summary>
    public PaywallOptions Paywall { get; set; } = new();

    /// <summary>
    /// Records the wire documents of every payment in its trace, without signatures and bounded in size (<see cref="X402.Diagnostics.PaymentDocuments"/>).
    /// For development: whoever reads the traces then reads what buyers send. Costs some microseconds per document.
    /// </summary>
    public bool RecordDocuments { get; set; }
}
