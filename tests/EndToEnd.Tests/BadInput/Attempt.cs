using System.Text;
using System.Text.Json.Nodes;
using X402.EndToEnd.Tests.Support;
using X402.Evm.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Protocol;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.BadInput;

/// <summary>A buyer in front of an offer, about to get it wrong in a version of the protocol.</summary>
public sealed record Attempt(World World, Buyer Buyer, PaymentRequired Offer, int Version)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The header that carries payments of this version.</summary>
    public string Header => Buyer.HeaderOf(Version);

    /// <summary>A good payment.</summary>
    public Task<PaymentPayload> PayAsync() => Buyer.SignAsync(Offer, Version, cancellationToken: Cancellation);

    /// <summary>Sends a text instead of a payment.</summary>
    public Task<IReadOnlyList<KeyValuePair<string, string>>> Text(string text) => Task.FromResult<IReadOnlyList<KeyValuePair<string, string>>>([new(Header, text)]);

    /// <summary>Sends JSON instead of a payment.</summary>
    public Task<IReadOnlyList<KeyValuePair<string, string>>> Json(string json) => Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)));

    /// <summary>Spoils the text of a good payment's header.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> SpoilText(Func<string, string> spoil) => [new(Header, spoil(PaymentCodec.EncodeHeader(await PayAsync())))];

    /// <summary>Spoils the JSON of a good payment.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> Spoil(Action<JsonObject> spoil)
    {
        var json = JsonNode.Parse(Convert.FromBase64String(PaymentCodec.EncodeHeader(await PayAsync())))!.AsObject();
        spoil(json);
        return await Json(json.ToJsonString());
    }

    /// <summary>Signs something else than what is asked for.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> Sign(Func<Eip3009Authorization, Eip3009Authorization> change) =>
        Send(await Buyer.SignAsync(Offer, Version, change, cancellationToken: Cancellation));

    /// <summary>Signs for another domain than the token's.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> SignFor(Eip712Domain domain) =>
        Send(await Buyer.SignAsync(Offer, Version, domain: domain, cancellationToken: Cancellation));

    /// <summary>Exchanges the signature of a good payment.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> Signature(Func<byte[], byte[]> exchange)
    {
        var payment = await PayAsync();
        var payload = Buyer.Read(payment);
        return Send(payment with { Payload = (payload with { Signature = exchange(payload.Signature.ToArray()) }).ToJson() });
    }

    /// <summary>Sends a payment as it is.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Send(PaymentPayload payment) => [new(Header, PaymentCodec.EncodeHeader(payment))];
}
