using System.Security.Cryptography;
using X402.Evm;
using X402.Evm.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Money;
using X402.Protocol;
using X402.TestSupport.Chain;

namespace Benchmarks.Macro.World;

/// <summary>Accounts with money that sign payments before anything is measured.</summary>
internal sealed class Payers
{
    private const int Count = 16;
    private const ulong Price = 10_000;
    private const int LifetimeSeconds = 3_000;

    private readonly AnvilProcess _chain;
    private readonly PrivateKeySigner[] _signers;
    private readonly Eip712Domain _domain;

    private Payers(AnvilProcess chain, PrivateKeySigner[] signers)
    {
        (_chain, _signers) = (chain, signers);
        _domain = new(chain.Token.Eip712Name!, chain.Token.Eip712Version, chain.ChainId, chain.TokenAddress);
        using var extra = System.Text.Json.JsonDocument.Parse($$"""{"name":"{{chain.Token.Eip712Name}}","version":"{{chain.Token.Eip712Version}}"}""");
        Requirements = new()
        {
            Scheme = "exact",
            Network = chain.Network.ToString(),
            Amount = Price.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Asset = chain.TokenAddress.ToString(),
            PayTo = chain.Accounts[1].Address.ToString(),
            MaxTimeoutSeconds = LifetimeSeconds,
            Extra = extra.RootElement.Clone(),
        };
    }

    /// <summary>What is asked for where a facilitator is measured alone.</summary>
    public PaymentRequirements Requirements { get; }

    public static async Task<Payers> CreateAsync(AnvilProcess chain, CancellationToken cancellationToken)
    {
        var signers = new PrivateKeySigner[Count];
        for (var i = 0; i < signers.Length; i++)
        {
            signers[i] = PrivateKeySigner.FromHex(Hex.Encode(RandomNumberGenerator.GetBytes(32)));
            await chain.MintAsync(signers[i].Address, 1_000_000_000_000, cancellationToken: cancellationToken);
        }
        return new(chain, signers);
    }

    /// <summary>Bodies of <c>/verify</c> and <c>/settle</c>, each with a payment of its own.</summary>
    public async Task<byte[][]> SignRequestsAsync(int count, CancellationToken cancellationToken)
    {
        var payments = await SignAsync(Requirements, count, cancellationToken);
        return Array.ConvertAll(payments, payment => PaymentCodec.EncodeRequest(new FacilitatorRequest(ProtocolVersion.V2, payment, Requirements)));
    }

    /// <summary>Payments for an offer.</summary>
    public async Task<PaymentPayload[]> SignAsync(PaymentRequirements requirements, int count, CancellationToken cancellationToken)
    {
        var authorizations = await AuthorizeAsync(requirements, count, cancellationToken);
        return Array.ConvertAll(authorizations, signed => new PaymentPayload
        {
            X402Version = ProtocolVersion.V2,
            Scheme = requirements.Scheme,
            Network = requirements.Network,
            Accepted = requirements,
            Payload = signed.ToJson(),
        });
    }

    /// <summary>The authorizations alone, for transactions of one's own.</summary>
    public async Task<Eip3009Payload[]> AuthorizeAsync(PaymentRequirements requirements, int count, CancellationToken cancellationToken)
    {
        var payTo = EvmAddress.Parse(requirements.PayTo);
        var amount = UInt256.Parse(requirements.Amount);
        var now = (ulong)Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), (await _chain.TimeAsync(cancellationToken)).ToUnixTimeSeconds());
        var signed = new Eip3009Payload[count];
        await Parallel.ForAsync(0, count, cancellationToken, async (i, cancel) =>
        {
            var signer = _signers[i % _signers.Length];
            var authorization = new Eip3009Authorization(signer.Address, payTo, amount, now - 600, now + (ulong)requirements.MaxTimeoutSeconds, new Hash32(RandomNumberGenerator.GetBytes(32)));
            signed[i] = new(authorization, await signer.SignAsync(_domain, authorization, cancel));
        });
        return signed;
    }
}
