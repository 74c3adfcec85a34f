using System.Text.Json;
using X402.Evm;
using X402.Evm.Schemes.Exact;
using X402.Protocol;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Hosting;

/// <summary>Signs payments as a client does, from one of the chain's accounts.</summary>
internal sealed class Payer(AnvilProcess chain, int account = 2, IAuthorizationNonceSource? nonces = null, IEvmSigner? signer = null)
{
    private readonly ExactEvmClient _client = new(
        signer ?? PrivateKeySigner.FromHex(chain.Accounts[account].PrivateKey),
        TimeProvider.System,
        nonces is null ? new() : new() { Nonces = nonces });

    public EvmAddress Address => signer?.Address ?? chain.Accounts[account].Address;

    /// <summary>What a server would ask for.</summary>
    public PaymentRequirements Ask(string amount = "10000", string? payTo = null, int maxTimeoutSeconds = 60, string? asset = null) => new()
    {
        Scheme = "exact",
        Network = chain.Network.ToString(),
        Amount = amount,
        Asset = asset ?? chain.Token.Address,
        PayTo = payTo ?? Payee.ToString(),
        MaxTimeoutSeconds = maxTimeoutSeconds,
        Extra = JsonElement.Parse($$"""{"name":"{{chain.Token.Eip712Name}}","version":"{{chain.Token.Eip712Version}}"}"""),
    };

    public EvmAddress Payee => chain.Accounts[1].Address;

    /// <summary>A new payment, ready for verify and settle.</summary>
    public async Task<FacilitatorRequest> PayAsync(PaymentRequirements? requirements = null, int version = ProtocolVersion.V2)
    {
        requirements ??= Ask();
        var offer = new PaymentRequired { X402Version = version, Resource = new() { Url = "https://shop.example/thing" }, Accepts = [requirements] };
        var signed = await _client.SignAsync(requirements, offer, TestContext.Current.CancellationToken);
        var payload = version == ProtocolVersion.V1 ? signed.Payload with { Resource = offer.Resource } : signed.Payload;
        return new(version, payload, requirements);
    }

    public async Task<FacilitatorRequest[]> PayManyAsync(int count, PaymentRequirements? requirements = null)
    {
        var payments = new FacilitatorRequest[count];
        for (var i = 0; i < count; i++)
            payments[i] = await PayAsync(requirements);
        return payments;
    }
}
