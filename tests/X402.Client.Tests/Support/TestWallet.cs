using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using X402.Money;
using X402.Payments;
using X402.Protocol;
using X402.Schemes;

namespace X402.Client.Tests.Support;

/// <summary>
/// A signer whose signatures nobody checks, with a chain that says what a test wants: real chains are slow to be wrong in the right way.
/// Payments with a real key are made in <c>RealSignatureTests</c>.
/// </summary>
internal sealed class TestWallet(TimeProvider? time = null) : IBoundPaymentSchemeClient, IAuthorizationEvidence
{
    public const string Address = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";
    private int _signed;

    public string Scheme => "exact";

    /// <summary>How many payments were signed.</summary>
    public int Signed => _signed;

    /// <summary>What the chain says about every authorization.</summary>
    public AuthorizationFate Fate { get; set; } = AuthorizationFate.Unknown;

    /// <summary>Lets a dishonest scheme sign something else.</summary>
    public Func<PaymentIdentity, PaymentIdentity> Claims { get; set; } = identity => identity;

    public bool CanPay(PaymentRequirements requirements) => requirements.GetExtra("name") is not null;

    public ValueTask<SignedPayment> SignAsync(PaymentRequirements requirements, PaymentRequired offer, CancellationToken cancellationToken) =>
        SignAsync(requirements, offer, RandomNumberGenerator.GetBytes(32), cancellationToken);

    public ValueTask<SignedPayment> SignAsync(PaymentRequirements requirements, PaymentRequired offer, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _signed);
        var validBefore = (time ?? TimeProvider.System).GetUtcNow().AddSeconds(requirements.MaxTimeoutSeconds);
        var nonce = "0x" + Convert.ToHexStringLower(bytes.Span);
        var seconds = validBefore.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var payload = JsonElement.Parse($$"""
            {"authorization":{"from":"{{Address}}","to":"{{requirements.PayTo}}","value":"{{requirements.Amount}}","validAfter":"0","validBefore":"{{seconds}}","nonce":"{{nonce}}"},"signature":"0x{{new string('1', 130)}}"}
            """);
        var payment = new PaymentPayload
        {
            X402Version = offer.X402Version,
            Scheme = requirements.Scheme,
            Network = requirements.Network,
            Payload = payload,
            Accepted = offer.X402Version == ProtocolVersion.V2 ? requirements : null,
            Extensions = offer.X402Version == ProtocolVersion.V2 ? offer.Extensions : null,
        };
        var id = new PaymentId(requirements.Network, requirements.Asset.ToLowerInvariant(), Address, nonce);
        return ValueTask.FromResult(new SignedPayment(payment, Claims(new PaymentIdentity(id, UInt256.Parse(requirements.Amount), validBefore))));
    }

    public bool Covers(PaymentId id) => true;

    public ValueTask<AuthorizationFate> FindAsync(PaymentIdentity identity, CancellationToken cancellationToken) => ValueTask.FromResult(Fate);
}
