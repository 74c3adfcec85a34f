using Microsoft.Extensions.Logging;
using X402.Evm.Rpc;
using X402.Ledger;
using X402.Payments;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>What the parts of the engine share on one network.</summary>
internal sealed class ChainContext
{
    private ChainIdentity? _identity;

    /// <summary>The CAIP-2 network.</summary>
    public required string Network { get; init; }

    public required ulong ChainId { get; init; }

    public required EvmNetworkOptions Options { get; init; }

    public required IEvmRpc Rpc { get; init; }

    /// <summary>Who is believed about settlements.</summary>
    public required Witnesses Witnesses { get; init; }

    public required ISettlementJournal Journal { get; init; }

    public required IReadOnlyDictionary<string, IEvmSettlementScheme> Schemes { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required GasBudget GasBudget { get; init; }

    public required SettlementQueue Queue { get; init; }

    public InclusionPace Pace { get; } = new();

    public SettlementOutcomes Outcomes { get; } = new();

    /// <summary>Set once, before any relayer starts.</summary>
    public ChainIdentity Identity
    {
        get => _identity ?? throw new InvalidOperationException("The chain has not been identified yet.");
        set => _identity = value;
    }

    public bool IsIdentified => _identity is not null;

    public ulong FinalityDepth => (ulong)(Options.FinalityDepth ?? (Identity.IsDevelopment ? Options.Confirmations : Math.Max(12, Options.Confirmations)));

    /// <summary>The settlement as it is stored; <see langword="null"/> also for one that cannot be read, so that those beside it go on.</summary>
    public async ValueTask<SettlementRecord?> FindReadableAsync(PaymentId id, CancellationToken cancellationToken)
    {
        try
        {
            return await Journal.FindAsync(id, cancellationToken);
        }
        catch (UnreadableRecordException exception)
        {
            Log.Unreadable(Logger, exception.Record, Network);
            return null;
        }
    }

    /// <summary>The call of a settlement that was read from the journal.</summary>
    public SettlementItem? Restore(SettlementRecord record)
    {
        if (Schemes.TryGetValue(record.Request.Requirements.Scheme, out var scheme) && scheme.TryBuildCall(record.Request) is { } call)
            return new(record, call);
        Log.CannotRestore(Logger, record.Id.ToString());
        return null;
    }
}
