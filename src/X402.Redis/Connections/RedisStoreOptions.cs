namespace X402.Redis;

/// <summary>Where the payment store is and how long it keeps things.</summary>
public sealed class RedisStoreOptions
{
    /// <summary>The StackExchange.Redis configuration string; by default the connection string named <c>redis</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>What every key begins with.</summary>
    public string KeyPrefix { get; set; } = "x402:";

    /// <summary>How long one operation may take; 2 seconds by default, from 10 ms to 1 minute.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long final payments are remembered after they can no longer be settled; 7 days by default, at least 1 hour.</summary>
    /// <remarks>What was never sent to a chain is remembered for a short time only, see <see cref="X402.Ledger.UnsentPayments"/>.</remarks>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the result of a paid request can be delivered again; 15 minutes by default.</summary>
    public TimeSpan ResponseRetention { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Buyers: how long a settled purchase that the caller has named is remembered, so that the name does not buy again, and how long a payment
    /// of unknown fate can give its money back to a budget; 400 days by default, at least 1 day.
    /// </summary>
    public TimeSpan PurchaseRetention { get; set; } = TimeSpan.FromDays(400);
}
