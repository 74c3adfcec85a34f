using System.Diagnostics;
using X402.Diagnostics;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Networks;
using X402.Protocol;
using X402.Reasons;

namespace X402.Evm.Schemes.Exact;

/// <summary>
/// Step 6 for the exact scheme with EIP-3009 on one chain (digest sections 8 and 9.2). Reads the chain, changes nothing.
/// <list type="number">
/// <item>What the request says about itself: form, scheme, network, recipient, time, amount (<see cref="ExactEvmChecks"/>). No call.</item>
/// <item>The signature, if it is a key's: recovered here. No call.</item>
/// <item>The transfer, simulated with a look at its effect (<see cref="TransferSimulation"/>). One call, and the last one for most payments:
/// the token itself is the judge of signature, nonce, time and balance. A signature that is not the payer's key's needs to know in the same
/// round trip whether the payer is a contract and what that says (ERC-1271).</item>
/// <item>Only when it fails: why (<see cref="FailureDiagnosis"/>). One more round trip.</item>
/// </list>
/// </summary>
/// <remarks>
/// <b>Thread safety:</b> all members may be called concurrently. <b>Failure:</b> a chain that cannot be asked is the refusal
/// <see cref="PaymentReasons.NetworkUnavailable"/>, never a valid payment; nothing throws but cancellation.
/// </remarks>
public sealed class ExactEvmVerifier
{
    private readonly IEvmRpc _rpc;
    private readonly ExactEvmVerifierOptions _options;
    private readonly ExactEvmChecks _checks;
    private volatile bool _hasMulticall;

    /// <summary>Creates the verifier of one chain.</summary>
    /// <param name="network">The chain, an EVM one.</param>
    /// <param name="rpc">The way to its nodes.</param>
    /// <param name="time">The clock of the time windows.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ArgumentException">The network is no EVM chain.</exception>
    public ExactEvmVerifier(NetworkId network, IEvmRpc rpc, TimeProvider time, ExactEvmVerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!network.TryGetEvmChainId(out var chainId))
            throw new ArgumentException($"'{network}' is no EVM chain.", nameof(network));
        Network = network;
        _rpc = rpc;
        _options = options;
        _checks = new(network, chainId, time, options);
        _hasMulticall = options.HasMulticall ?? true;
    }

    /// <summary>The chain.</summary>
    public NetworkId Network { get; }

    /// <summary>
    /// Everything that can be checked without the chain and without the signature; what is valid here may still be refused. The payment has a
    /// <see cref="ExactEvmPayment.Deployment"/> only where its factory is on the list.
    /// </summary>
    public ExactEvmVerdict Check(FacilitatorRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var verdict = _checks.Check(request);
        // a payment that names another factory is good only if its payer needs none, and then the inner signature is all there is
        return verdict.Payment is { Deployment: { } deployment } payment && !_options.AllowedFactories.Contains(deployment.Factory)
            ? verdict with { Payment = Exists(payment) }
            : verdict;
    }

    /// <summary>All checks.</summary>
    public async ValueTask<ExactEvmVerdict> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        using var activity = X402Telemetry.ActivitySource.StartActivity(PaymentSteps.CheckPayment);
        ArgumentNullException.ThrowIfNull(request);
        var verdict = _checks.Check(request);
        if (verdict is { IsValid: true, Payment: var payment })
        {
            try
            {
                verdict = await AskChainAsync(payment, cancellationToken);
            }
            catch (EvmRpcException)
            {
                verdict = ExactEvmVerdict.Refused(PaymentReasons.NetworkUnavailable, null, payment);
            }
        }
        Describe(activity, verdict);
        return verdict;
    }

    private async ValueTask<ExactEvmVerdict> AskChainAsync(ExactEvmPayment payment, CancellationToken cancellationToken)
    {
        var signedByKey = EvmSignature.TryRecover(payment.Digest, payment.Signature.Span, out var signer) && signer == payment.Authorization.From;
        return signedByKey && payment.Deployment is null
            ? await SimulateAsync(Exists(payment), deploys: false, cancellationToken)
            : await AskWalletAsync(payment, cancellationToken);
    }

    private async ValueTask<ExactEvmVerdict> AskWalletAsync(ExactEvmPayment payment, CancellationToken cancellationToken)
    {
        var wallet = payment.Authorization.From;
        var code = EvmRpcCalls.Code(wallet);
        var answer = EvmRpcCalls.Call(new(wallet, Erc1271.IsValidSignature(payment.Digest, payment.Signature.Span)) { Gas = _options.WalletGas });
        var simulation = Simulate(payment, deploys: false);
        await _rpc.SendAsync([code, answer, simulation.Call], cancellationToken);
        if (code.Result.Length > 0)
        {
            return answer.Result.Succeeded && Erc1271.IsYes(answer.Result.Data.Span)
                ? await JudgeAsync(Exists(payment), simulation.Read(), deploys: false, cancellationToken)
                : ExactEvmVerdict.Refused(PaymentReasons.ExactEvmSignature, "The payer is a contract, which does not accept the signature.", payment);
        }
        if (payment.Deployment is not { } deployment)
            return ExactEvmVerdict.Refused(PaymentReasons.ExactEvmSignature, Explain(payment.Signature.Span), payment);
        return _options.AllowedFactories.Contains(deployment.Factory)
            ? await SimulateAsync(payment, deploys: true, cancellationToken)
            : ExactEvmVerdict.Refused(PaymentReasons.Eip6492FactoryNotAllowed, null, payment);
    }

    private async ValueTask<ExactEvmVerdict> SimulateAsync(ExactEvmPayment payment, bool deploys, CancellationToken cancellationToken)
    {
        var simulation = Simulate(payment, deploys);
        await _rpc.SendAsync([simulation.Call], cancellationToken);
        return await JudgeAsync(payment, simulation.Read(), deploys, cancellationToken);
    }

    private async ValueTask<ExactEvmVerdict> JudgeAsync(ExactEvmPayment payment, SimulationOutcome outcome, bool deploys, CancellationToken cancellationToken)
    {
        if (outcome.Result == SimulationResult.NoMulticall)
        {
            _hasMulticall = false;
            if (deploys)
                return ExactEvmVerdict.Refused(PaymentReasons.Eip6492FactoryNotAllowed, "Wallets cannot be created on the way on a chain without Multicall3.", payment);
            return await SimulateAsync(payment, deploys, cancellationToken);
        }
        // without a look at the balance, an address without code would pass
        if (outcome.Result == SimulationResult.Moves && (_hasMulticall || (await _rpc.SendAsync(EvmRpcCalls.Code(payment.Asset), cancellationToken)).Length > 0))
            return ExactEvmVerdict.Valid(payment);

        var diagnosis = new FailureDiagnosis(payment, _options.WalletGas);
        await _rpc.SendAsync(diagnosis.Calls, cancellationToken);
        return diagnosis.Read(outcome, deploys);
    }

    private TransferSimulation Simulate(ExactEvmPayment payment, bool deploys) => new(payment, _hasMulticall, deploys, _options.SimulationGas + (deploys ? ExactEvmSettlement.DeploymentGas : 0));

    // a wallet that exists is not created again, whatever came with its signature
    private static ExactEvmPayment Exists(ExactEvmPayment payment) => payment.Deployment is null ? payment : payment with { Deployment = null };

    private static string Explain(ReadOnlySpan<byte> signature) =>
        signature.Length != EvmSignature.Size ? $"The payer is no contract, so its signature must have {EvmSignature.Size} bytes; it has {signature.Length}."
        : signature[64] is not (27 or 28) ? $"The signature's last byte, v, is {signature[64]}; tokens accept 27 and 28."
        : !EvmSignature.IsCanonical(signature) ? "The signature's s is in the upper half, which tokens refuse."
        : "The signature is not the payer's, or signs other terms.";

    private static void Describe(Activity? activity, ExactEvmVerdict verdict)
    {
        if (activity is null)
            return;
        if (verdict.Payment is { } payment)
        {
            activity.SetTag(PaymentTags.PaymentId, payment.Id.ToString());
            activity.SetTag(PaymentTags.Scheme, ExactScheme.Name);
            activity.SetTag(PaymentTags.Network, payment.Network.ToString());
            activity.SetTag(PaymentTags.Asset, payment.Asset.ToString());
            activity.SetTag(PaymentTags.Amount, payment.Authorization.Value.ToString());
            activity.SetTag(PaymentTags.Payer, payment.Authorization.From.ToString());
            activity.SetTag(PaymentTags.PayTo, payment.Authorization.To.ToString());
        }
        if (verdict.Reason is { } reason)
        {
            activity.SetTag(PaymentTags.Reason, reason.Code);
            activity.SetStatus(ActivityStatusCode.Error, reason.Code);
        }
    }
}
