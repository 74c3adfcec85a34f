using X402.Assets;
using X402.Evm.Schemes.Exact;
using X402.Networks;
using X402.Protocol;

namespace X402.Evm.Settlement;

/// <summary>The exact scheme as the settlement engine sees it. Thread-safe.</summary>
internal sealed class ExactEvmSettlementScheme(NetworkId network, ExactEvmVerifier verifier, AssetRegistry assets, RecentVerdicts? recent = null) : IEvmSettlementScheme
{
    private const ulong MaxUnixSeconds = 253_402_300_799;

    public string Scheme => ExactScheme.Name;

    public async ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        var verdict = await verifier.VerifyAsync(request, cancellationToken);
        if (verdict.IsValid)
            recent?.Remember(verdict.Payment);
        return verdict.ToResponse();
    }

    public async ValueTask<VerifyResponse> VerifyForSettlementAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        // what costs nothing is checked again all the same, above all the time window
        if (recent is null || verifier.Check(request) is not { IsValid: true } verdict || !recent.Take(verdict.Payment))
            verdict = await verifier.VerifyAsync(request, cancellationToken);
        return verdict.ToResponse();
    }

    public EvmSettlementCall? TryBuildCall(FacilitatorRequest request)
    {
        // also of a payment that is refused by now, for example because its time is over: what was signed for it may still land
        return verifier.Check(request).Payment is { } payment ? Build(payment) : null;
    }

    private Eip3009SettlementCall Build(ExactEvmPayment payment)
    {
        var call = ExactEvmSettlement.BuildCall(payment);
        var expiry = payment.Authorization.ValidBefore.TryToUInt64(out var seconds) ? Math.Min(seconds, MaxUnixSeconds) : MaxUnixSeconds;
        return new Eip3009SettlementCall(payment)
        {
            Id = payment.Id,
            Payer = payment.Authorization.From,
            ValidBefore = DateTimeOffset.FromUnixTimeSeconds((long)expiry),
            To = call.To,
            Data = call.Data,
            GasLimit = call.GasLimit,
            Transfer = payment.Deployment is null ? null : Build(payment with { Deployment = null }),
            CanShare = payment.Deployment is null && payment.Signature.Length == EvmSignature.Size && assets.TryGetByAddress(network, payment.Asset.ToString(), out _),
        };
    }
}
