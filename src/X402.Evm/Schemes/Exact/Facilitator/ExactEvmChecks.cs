using X402.Evm.Contracts;
using X402.Evm.TypedData;
using X402.Money;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;

namespace X402.Evm.Schemes.Exact;

/// <summary>
/// The checks that cost nothing: they compare what the request itself says, in the digest's order (section 9.2: points 1 to 3, 7 to 10).
/// </summary>
/// <remarks>
/// <para>They come before the signature (points 5 and 6), unlike in the digest, so that junk costs no curve arithmetic and no call to the
/// chain (SG-27). A payment with several faults is still refused for the reason that the digest's order gives: whether a signature is wrong
/// is certain only once the chain has said whether the payer is a contract, and for that the order yields.</para>
/// <para>Beyond the digest: a payer cannot pay itself (SG-09), and an authorization must not live much longer than asked for (SG-07).</para>
/// </remarks>
internal sealed class ExactEvmChecks(NetworkId network, ulong chainId, TimeProvider time, ExactEvmVerifierOptions options)
{
    private readonly Eip712DomainCache _domains = new(chainId);

    public ExactEvmVerdict Check(FacilitatorRequest request)
    {
        var payload = request.Payload;
        var requirements = request.Requirements;
        if (request.X402Version is not (ProtocolVersion.V1 or ProtocolVersion.V2) || payload.X402Version != request.X402Version)
            return ExactEvmVerdict.Refused(PaymentReasons.InvalidX402Version, null);
        if (payload.Scheme != ExactScheme.Name || requirements.Scheme != ExactScheme.Name)
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmScheme, null);
        if (requirements.GetExtra(ExactScheme.DomainName) is not { Length: > 0 } name || requirements.GetExtra(ExactScheme.DomainVersion) is not { Length: > 0 } version)
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmMissingEip712Domain, null);
        if (payload.Network != requirements.Network || requirements.Network != network.ToString())
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmNetworkMismatch, null);
        if (requirements.GetExtra(ExactScheme.TransferMethod) is not (null or ExactScheme.Eip3009))
            return ExactEvmVerdict.Refused(PaymentReasons.UnsupportedPayloadType, "Only transfers with an EIP-3009 authorization are served here.");
        if (!EvmAddress.TryParse(requirements.Asset, out var asset) || asset.IsZero
            || !EvmAddress.TryParse(requirements.PayTo, out var payTo) || payTo.IsZero
            || !UInt256.TryParse(requirements.Amount, out var amount) || amount.IsZero || requirements.MaxTimeoutSeconds <= 0)
        {
            return ExactEvmVerdict.Refused(
                PaymentReasons.InvalidPaymentRequirements, "asset and payTo must be addresses other than zero, amount and maxTimeoutSeconds numbers greater than 0.");
        }
        if (!Eip3009Payload.TryRead(payload.Payload, out var signed, out var reason, out var detail))
            return ExactEvmVerdict.Refused(reason, detail);
        if (!TryUnwrap(signed, out var signature, out var deployment))
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmFailedToParseSignature, "The signature ends as one of ERC-6492 and is otherwise none.");

        var payment = new ExactEvmPayment
        {
            Network = network,
            Asset = asset,
            Domain = _domains.Get(asset, name, version),
            Authorization = signed.Authorization,
            Signature = signature,
            Deployment = deployment,
        };
        return CheckTerms(payment, payTo, amount, requirements.MaxTimeoutSeconds, request.X402Version);
    }

    private ExactEvmVerdict CheckTerms(ExactEvmPayment payment, EvmAddress payTo, UInt256 amount, int maxTimeoutSeconds, int version)
    {
        var authorization = payment.Authorization;
        var now = time.GetUtcNow();
        if (authorization.To != payTo)
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmRecipientMismatch, $"The authorization pays {authorization.To}, not {payTo}.", payment);
        if (authorization.From == authorization.To)
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmRecipientMismatch, "The payer is the recipient.", payment);
        if (authorization.ValidBefore < Seconds(now + options.SettleMargin))
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmValidBefore, null, payment);
        if (authorization.ValidBefore > Seconds(now + TimeSpan.FromSeconds(maxTimeoutSeconds) + options.MaxLifetimeSlack))
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmValidBefore, $"The authorization is valid for much longer than the {maxTimeoutSeconds} seconds asked for.", payment);
        if (authorization.ValidAfter > Seconds(now))
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmValidAfter, null, payment);
        if (authorization.Value != amount)
        {
            var mismatch = version == ProtocolVersion.V1 ? PaymentReasons.ExactEvmValueMismatchV1 : PaymentReasons.ExactEvmValueMismatch;
            return ExactEvmVerdict.Refused(mismatch, $"The authorization moves {authorization.Value} atomic units, not {amount}.", payment);
        }
        return ExactEvmVerdict.Valid(payment);
    }

    private static bool TryUnwrap(Eip3009Payload signed, out ReadOnlyMemory<byte> signature, out WalletDeployment? deployment)
    {
        signature = signed.Signature;
        deployment = null;
        if (!Erc6492.IsWrapped(signature.Span))
            return true;
        if (!Erc6492.TryUnwrap(signature.Span, out var factory, out var call, out var inner) || inner.IsEmpty)
            return false;
        signature = inner.ToArray();
        // without a factory there is nothing to create: the wallet exists, and the inner signature is all there is
        deployment = factory.IsZero || call.IsEmpty ? null : new(factory, call.ToArray());
        return true;
    }

    private static UInt256 Seconds(DateTimeOffset moment) => (ulong)Math.Max(0, moment.ToUnixTimeSeconds());
}
