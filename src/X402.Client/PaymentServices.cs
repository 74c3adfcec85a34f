using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using X402.Purchases;
using X402.Schemes;

namespace X402.Client;

/// <summary>What a <see cref="PaymentHandler"/> works with besides its options and schemes. Everything has a default.</summary>
/// <remarks>Handlers that are given the same object share it. Thread safety: all members may be read concurrently.</remarks>
public sealed class PaymentServices
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where signed payments are kept; by default in memory, which survives timeouts but no crash.</summary>
    public IPurchaseJournal Journal { get; init; } = new InMemoryPurchaseJournal();

    // the defaults of others depend on what is set after them, so they are made late: by compare and swap, since two budgets would let twice as much be spent
    /// <summary>Where spending is counted; by default in memory, so that a budget starts anew with the process.</summary>
    public ISpendBudget Budget { get => LazyInitializer.EnsureInitialized(ref field, () => new InMemorySpendBudget(Time)); init; }

    /// <summary>The application's own rules.</summary>
    public IReadOnlyList<ISpendPolicy> Policies { get; init; } = [];

    /// <summary>Views of chains, which tell what became of a payment, besides those of the schemes; without one the server's word counts.</summary>
    public IReadOnlyList<IAuthorizationEvidence> Evidence { get; init; } = [];

    /// <summary>Who is asked before money is spent.</summary>
    public IPaymentApprover? Approver { get; init; }

    /// <summary>Where decisions are recorded; by default in the log.</summary>
    public IPurchaseAudit Audit { get => LazyInitializer.EnsureInitialized(ref field, () => new LoggingPurchaseAudit(Loggers)); init; }

    /// <summary>Where log entries go; nowhere by default.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
