using System.Security.Cryptography;
using X402.Assets;
using X402.Evm;
using X402.Evm.Schemes.Exact;
using X402.Evm.TypedData;
using X402.Money;
using X402.Payments;
using X402.Protocol;
using X402.TestSupport.Chain;

namespace X402.TestSupport.Stack;

/// <summary>
/// Somebody with a key and money of their own who pays by hand, step by step, and can be made to do it wrong. Nobody else uses the account,
/// so its balance tells what was charged.
/// </summary>
public sealed class Buyer : IDisposable
{
    private readonly AnvilProcess _chain;
    private readonly PrivateKeySigner _signer;

    private Buyer(AnvilProcess chain, string privateKey) => (_chain, PrivateKey, _signer) = (chain, privateKey, PrivateKeySigner.FromHex(privateKey));

    /// <summary>32 bytes as 0x hexadecimal.</summary>
    public string PrivateKey { get; }

    /// <summary>The account.</summary>
    public EvmAddress Address => _signer.Address;

    /// <summary>Makes an account.</summary>
    /// <param name="chain">Where.</param>
    /// <param name="funds">Its money, in atomic units; 0 for nobody's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Buyer> CreateAsync(AnvilProcess chain, ulong funds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var buyer = new Buyer(chain, Hex.Encode(RandomNumberGenerator.GetBytes(32)));
        if (funds > 0)
            await chain.MintAsync(buyer.Address, funds, cancellationToken: cancellationToken);
        return buyer;
    }

    /// <summary>What is left, in atomic units.</summary>
    public Task<UInt256> BalanceAsync(CancellationToken cancellationToken = default) => _chain.BalanceOfAsync(Address, cancellationToken: cancellationToken);

    /// <summary>Steps 1 and 2: asks without paying.</summary>
    /// <exception cref="InvalidOperationException">The answer is no offer.</exception>
    public static async Task<PaymentRequired> AskAsync(HttpClient http, Uri url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(http);
        while (true)
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            if (answer.Headers.TryGetValues(PaymentHeaders.PaymentRequired, out var header))
            {
                return PaymentCodec.TryDecodePaymentRequiredHeader(header.Single(), out var offer, out var detail)
                    ? offer
                    : throw new InvalidOperationException($"{(int)answer.StatusCode} without an offer: {detail}");
            }
            // a shop sells nothing before its facilitator has answered once, and says when to come again
            if (answer.Headers.RetryAfter?.Delta is not { } pause)
                throw new InvalidOperationException($"{(int)answer.StatusCode} without an offer: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Step 3: accepts the first offer and signs.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="version">The version to pay in.</param>
    /// <param name="change">Signs something else than what is asked for.</param>
    /// <param name="domain">Signs it for somebody else than the token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PaymentPayload> SignAsync(
        PaymentRequired offer,
        int version = ProtocolVersion.V2,
        Func<Eip3009Authorization, Eip3009Authorization>? change = null,
        Eip712Domain? domain = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(offer);
        var requirements = offer.Accepts[0];
        var client = new ExactEvmClient(_signer, TimeProvider.System, new() { Assets = new AssetRegistry(_chain.Token) });
        var payment = (await client.SignAsync(requirements, offer with { X402Version = version }, cancellationToken)).Payload;
        if (change is null && domain is null)
            return payment;
        var authorization = Read(payment).Authorization;
        if (change is not null)
            authorization = change(authorization);
        domain ??= new(_chain.Token.Eip712Name!, _chain.Token.Eip712Version, _chain.ChainId, _chain.TokenAddress);
        var signature = await _signer.SignAsync(domain, authorization, cancellationToken);
        return payment with { Payload = new Eip3009Payload(authorization, signature).ToJson() };
    }

    /// <summary>Step 4: asks again, with the payment.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, Uri url, PaymentPayload payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(http);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation(HeaderOf(payment.X402Version), PaymentCodec.EncodeHeader(payment));
        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>The header that carries a payment.</summary>
    public static string HeaderOf(int version) => version == ProtocolVersion.V1 ? PaymentHeaders.XPayment : PaymentHeaders.PaymentSignature;

    /// <summary>The receipt of an answer; <see langword="null"/> where it has none.</summary>
    public static SettleResponse? ReceiptOf(HttpResponseMessage answer, int version = ProtocolVersion.V2)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var name = version == ProtocolVersion.V1 ? PaymentHeaders.XPaymentResponse : PaymentHeaders.PaymentResponse;
        if (!answer.Headers.TryGetValues(name, out var values))
            return null;
        return PaymentCodec.TryDecodeReceiptHeader(values.Single(), version, out var receipt, out var detail) ? receipt : throw new InvalidOperationException(detail);
    }

    /// <summary>What was signed.</summary>
    public static Eip3009Payload Read(PaymentPayload payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return Eip3009Payload.TryRead(payment.Payload, out var payload, out _, out var detail) ? payload : throw new InvalidOperationException(detail);
    }

    /// <summary>The identity of a payment on this chain.</summary>
    public PaymentId IdOf(PaymentPayload payment)
    {
        var authorization = Read(payment).Authorization;
        return new(_chain.Network.ToString(), _chain.TokenAddress.ToLowerString(), authorization.From.ToLowerString(), authorization.Nonce.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();
}
