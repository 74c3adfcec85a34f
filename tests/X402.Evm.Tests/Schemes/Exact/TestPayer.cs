using System.Text.Json;
using System.Text.Json.Nodes;
using X402.Assets;
using X402.Evm.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Money;
using X402.Networks;
using X402.Protocol;
using X402.Schemes;
using X402.TestSupport.Chain;

namespace X402.Evm.Tests.Schemes.Exact;

/// <summary>Makes payments on the test chain, good ones and spoiled ones.</summary>
internal sealed class TestPayer(AnvilProcess chain, int account = 2)
{
    public const string Price = "$0.01";

    public AnvilProcess Chain => chain;

    public DevelopmentAccount Account => chain.Accounts[account];

    public string PayTo => chain.Accounts[1].Address.ToString();

    /// <summary>The seller's requirements for the chain's token, or for another one with the same domain.</summary>
    public PaymentRequirements Require(EvmAddress? asset = null, string price = Price)
    {
        var token = asset is null ? chain.Token : chain.Token with { Address = asset.Value.ToString() };
        var server = new ExactEvmServer(new AssetRegistry(token));
        var terms = new PaymentTerms { Price = Money.Price.Parse(price), Network = chain.Network, PayTo = PayTo };
        Assert.True(server.TryCreateRequirements(terms, out var requirements, out var error), error);
        return requirements;
    }

    /// <summary>A payment as our own client makes it.</summary>
    public async Task<FacilitatorRequest> PayAsync(PaymentRequirements? requirements = null, int version = ProtocolVersion.V2, IEvmSigner? signer = null)
    {
        requirements ??= Require();
        var known = chain.Token with { Address = requirements.Asset };
        var client = new ExactEvmClient(signer ?? Signer(), TimeProvider.System, new() { Assets = new AssetRegistry(known) });
        var offer = new PaymentRequired { X402Version = version, Resource = new() { Url = "http://localhost/paid" }, Accepts = [requirements] };
        Assert.True(client.CanPay(requirements));
        var signed = await client.SignAsync(requirements, offer, TestContext.Current.CancellationToken);
        return new(version, signed.Payload, requirements);
    }

    /// <summary>A payment with other terms than required, properly signed.</summary>
    public async Task<FacilitatorRequest> SignAsync(Func<Eip3009Authorization, Eip3009Authorization> change, PaymentRequirements? requirements = null, int version = ProtocolVersion.V2)
    {
        var request = await PayAsync(requirements, version);
        var authorization = change(Read(request).Authorization);
        using var signer = Signer();
        var signature = await signer.SignAsync(DomainOf(request.Requirements), authorization, TestContext.Current.CancellationToken);
        return Replace(request, new Eip3009Payload(authorization, signature));
    }

    /// <summary>A payment whose signature was exchanged.</summary>
    public async Task<FacilitatorRequest> WithSignatureAsync(Func<byte[], byte[]> change, PaymentRequirements? requirements = null)
    {
        var request = await PayAsync(requirements);
        var payload = Read(request);
        return Replace(request, payload with { Signature = change(payload.Signature.ToArray()) });
    }

    /// <summary>A payment whose JSON was spoiled.</summary>
    public async Task<FacilitatorRequest> WithJsonAsync(Action<JsonObject> change)
    {
        var request = await PayAsync();
        var json = JsonNode.Parse(request.Payload.Payload.GetRawText())!.AsObject();
        change(json);
        return request with { Payload = request.Payload with { Payload = JsonElement.Parse(json.ToJsonString()) } };
    }

    public PrivateKeySigner Signer() => PrivateKeySigner.FromHex(Account.PrivateKey);

    public Eip712Domain DomainOf(PaymentRequirements requirements) =>
        new(chain.Token.Eip712Name!, chain.Token.Eip712Version, chain.ChainId, EvmAddress.Parse(requirements.Asset));

    public static Eip3009Payload Read(FacilitatorRequest request)
    {
        Assert.True(Eip3009Payload.TryRead(request.Payload.Payload, out var payload, out _, out var detail), detail);
        return payload;
    }

    public static FacilitatorRequest Replace(FacilitatorRequest request, Eip3009Payload payload) =>
        request with { Payload = request.Payload with { Payload = payload.ToJson() } };

    /// <summary>Changes both what the seller requires and what the payer says it accepted.</summary>
    public static FacilitatorRequest Require(FacilitatorRequest request, Func<PaymentRequirements, PaymentRequirements> change)
    {
        var requirements = change(request.Requirements);
        return request with { Requirements = requirements, Payload = request.Payload with { Accepted = requirements, Network = requirements.Network, Scheme = requirements.Scheme } };
    }

    public static JsonElement Extra(string json) => JsonElement.Parse(json);

    public static UInt256 Now(int offsetSeconds = 0) => (ulong)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + offsetSeconds);

    public static NetworkId OtherNetwork => NetworkId.Evm(84532);
}
