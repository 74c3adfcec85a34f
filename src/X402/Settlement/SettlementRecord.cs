using X402.Payments;
using X402.Protocol;

namespace X402.Settlement;

/// <summary>Everything the journal knows about one settlement.</summary>
public sealed record SettlementRecord
{
    /// <summary>The payment; the journal's key.</summary>
    public required PaymentId Id { get; init; }

    /// <summary>Grows by one with every write, starting at 1; a write must name the version it is based on.</summary>
    public required long Version { get; init; }

    /// <summary>Where it is.</summary>
    public required SettlementState State { get; init; }

    /// <summary>What was asked for, so that it can be resumed by any process.</summary>
    public required FacilitatorRequest Request { get; init; }

    /// <summary>The payer as it goes into the answer.</summary>
    public required string Payer { get; init; }

    /// <summary>When the authorization expires on chain; clamped to the representable range.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The relayer's transaction that carries it, once it is signed.</summary>
    public RelayerTransactionId? CarriedBy { get; init; }

    /// <summary>The hash of the transaction that was last sent for it or that proves it.</summary>
    public string? Transaction { get; init; }

    /// <summary>Why it failed or was withdrawn, as a reason code.</summary>
    public string? Reason { get; init; }

    /// <summary>The block of <see cref="Transaction"/>, once there is one.</summary>
    public ulong? BlockNumber { get; init; }

    /// <summary>The hash of that block, by which a reorganisation is noticed.</summary>
    public string? BlockHash { get; init; }

    /// <summary>Gas of the transaction that fell to this payment.</summary>
    public ulong? GasUsed { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that was accepted.</summary>
    public string? TraceParent { get; init; }

    /// <summary>All transitions, oldest first; stores may drop the middle of a very long one.</summary>
    public required IReadOnlyList<SettlementTransition> History { get; init; }
}
