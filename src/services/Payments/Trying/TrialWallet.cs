using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using X402.Assets;
using X402.Evm;
using X402.Evm.Contracts;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Money;
using X402.Networks;
using X402.Protocol;
using X402.Services.Payments.Chain;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Trying;

/// <summary>A development account that pays for trials, and signs wrongly when it is told to. The client libraries do the work.</summary>
/// <remarks>It exists in the environment Development only, and pays only on the chain whose node says that it is a development chain.</remarks>
public sealed class TrialWallet : IDisposable
{
    private const ulong Hour = 3600;
    private static readonly EvmAddress s_somebodyElse = EvmAddress.Parse("0x000000000000000000000000000000000000d00d");

    private readonly PrivateKeySigner? _signer;
    private readonly ChainClient _chain;
    private readonly TimeProvider _time;

    /// <summary>Takes the account from the settings.</summary>
    public TrialWallet(IOptions<PaymentsOptions> options, IHostEnvironment environment, ChainClient chain, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_chain, _time) = (chain, time);
        if (environment.IsDevelopment() && options.Value is { TryKey: { Length: > 0 } key, ResourceServer: not null } && chain.IsConfigured)
            _signer = PrivateKeySigner.FromHex(key);
    }

    /// <summary>Whether there is something to try with.</summary>
    public bool IsAvailable => _signer is not null;

    /// <summary>The account.</summary>
    public string Address => _signer?.Address.ToString() ?? "";

    /// <summary>What it has of the chain's dollar, for people; null: the chain does not answer.</summary>
    public async Task<string?> BalanceAsync(CancellationToken cancellationToken)
    {
        if (_signer is null || _chain.Rpc is not { } rpc || await _chain.FindNetworkAsync(cancellationToken) is not { } network)
            return null;
        try
        {
            if (!NetworkId.Parse(network).TryGetEvmChainId(out var chainId))
                return null;
            var token = ChainClient.TokenOf(chainId);
            var answer = await rpc.SendAsync(EvmRpcCalls.Call(new(EvmAddress.Parse(token.Address), Eip3009Token.BalanceOf(_signer.Address))), cancellationToken);
            return answer is { Succeeded: true, Data.Length: 32 } ? MoneyText.Of(UInt256.FromBigEndian(answer.Data.Span).ToString(), network, token.Address) : null;
        }
        catch (EvmRpcException)
        {
            return null;
        }
    }

    /// <summary>Steps 3 and 4: signs for an offer, or does what the experiment says, and packs it into the header.</summary>
    /// <exception cref="InvalidOperationException">This wallet does not pay such an offer; the message says why, for people.</exception>
    public async Task<TrialPayment> SignAsync(PaymentRequired offer, int index, Experiment experiment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(offer);
        if (_signer is null)
            throw new InvalidOperationException("There is no development wallet.");
        if (await _chain.OverviewAsync([], cancellationToken) is not { IsDevelopment: true } chain)
            throw new InvalidOperationException("The chain does not answer, or is no development chain. This wallet pays with play money only.");
        var accepted = offer.Accepts[index];
        if (accepted.Network != chain.Network)
            throw new InvalidOperationException($"The offer is for {accepted.Network}; the development chain is {chain.Network}.");

        using var stranger = experiment == Experiment.EmptyAccount ? PrivateKeySigner.FromHex(Hex.Encode(RandomNumberGenerator.GetBytes(32))) : null;
        var signer = stranger ?? _signer;
        if (!NetworkId.Parse(accepted.Network).TryGetEvmChainId(out var chainId))
            throw new InvalidOperationException("This wallet pays on EVM chains only.");
        var client = new ExactEvmClient(signer, _time, new() { Assets = new AssetRegistry(ChainClient.TokenOf(chainId)) });
        if (!client.CanPay(accepted))
            throw new InvalidOperationException($"This wallet pays by the scheme exact with the development dollar, not by {accepted.Scheme} with {accepted.Asset}.");

        var payment = (await client.SignAsync(accepted, offer, cancellationToken)).Payload;
        if (!Eip3009Payload.TryRead(payment.Payload, out var signed, out _, out var detail))
            throw new InvalidOperationException(detail);
        var domain = new Eip712Domain(accepted.GetExtra("name")!, accepted.GetExtra("version"), chainId, EvmAddress.Parse(accepted.Asset));
        var (authorization, signature) = (signed.Authorization, signed.Signature);
        if (Change(authorization, experiment) is { } changed)
            (authorization, signature) = (changed, await signer.SignAsync(domain, changed, cancellationToken));
        // what is shown as signed is what was signed; what is sent differs where that is the experiment
        var sent = experiment == Experiment.ChangedAfterSigning ? authorization with { ValidBefore = authorization.ValidBefore + (UInt256)Hour } : authorization;
        return new TrialPayment(
            accepted,
            Members(authorization),
            Eip712Json.Write(domain, authorization),
            domain.Digest(authorization.HashStruct()).ToString(),
            Hex.Encode(signature.Span),
            PaymentCodec.EncodeHeader(payment with { Payload = new Eip3009Payload(sent, signature).ToJson() }));
    }

    /// <inheritdoc/>
    public void Dispose() => _signer?.Dispose();

    private Eip3009Authorization? Change(Eip3009Authorization honest, Experiment experiment)
    {
        var now = (ulong)_time.GetUtcNow().ToUnixTimeSeconds();
        return experiment switch
        {
            Experiment.PayLess => honest with { Value = honest.Value - UInt256.One },
            Experiment.OtherRecipient => honest with { To = s_somebodyElse },
            Experiment.Expired => honest with { ValidBefore = (UInt256)(now - 60) },
            Experiment.TooEarly => honest with { ValidAfter = honest.ValidBefore - UInt256.One },
            _ => null,
        };
    }

    private static Dictionary<string, string> Members(Eip3009Authorization authorization) => new()
    {
        ["from"] = authorization.From.ToString(),
        ["to"] = authorization.To.ToString(),
        ["value"] = authorization.Value.ToString(),
        ["validAfter"] = authorization.ValidAfter.ToString(),
        ["validBefore"] = authorization.ValidBefore.ToString(),
        ["nonce"] = authorization.Nonce.ToString(),
    };
}
