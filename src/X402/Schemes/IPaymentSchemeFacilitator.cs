using X402.Networks;
using X402.Payments;
using X402.Protocol;
using X402.Settlement;

namespace X402.Schemes;

/// <summary>What a facilitator needs of a scheme on its networks: to verify and to settle. Thread-safe.</summary>
public interface IPaymentSchemeFacilitator
{
    /// <summary>The name on the wire.</summary>
    string Scheme { get; }

    /// <summary>The networks it is configured for. Matched exactly, never by pattern.</summary>
    IReadOnlyList<NetworkId> Networks { get; }

    /// <summary>The entries for <c>/supported</c>.</summary>
    SupportedResponse Supported { get; }

    /// <summary>Step 6: all checks of the scheme in the digest's order, the cheap ones first; reads the chain, changes nothing.</summary>
    ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Steps 8 to 11: verifies again, journals, sends, waits for confirmation until the deadline. A settlement that is already known is
    /// joined, not repeated. When the deadline passes first, answers <c>settlement_pending</c> and goes on in the background.
    /// </summary>
    ValueTask<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken);

    /// <summary>The state of a settlement, or <see langword="null"/> when this scheme knows none.</summary>
    ValueTask<SettlementStatus?> FindSettlementAsync(PaymentId id, CancellationToken cancellationToken);
}
