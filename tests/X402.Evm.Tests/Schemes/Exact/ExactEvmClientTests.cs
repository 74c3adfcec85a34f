using Microsoft.Extensions.Time.Testing;
using X402.Evm.Schemes.Exact;
using X402.Money;
using X402.Protocol;

namespace X402.Evm.Tests.Schemes.Exact;

public sealed class ExactEvmClientTests : IDisposable
{
    private static readonly PaymentRequirements s_requirements = new()
    {
        Scheme = "exact",
        Network = "eip155:84532",
        Amount = "10000",
        Asset = "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        PayTo = "0x1563915e194D8CfBA1943570603F7606A3115508",
        MaxTimeoutSeconds = 60,
        Extra = TestPayer.Extra("""{"name":"USDC","version":"2"}"""),
    };

    private readonly PrivateKeySigner _signer = PrivateKeySigner.FromHex(Hex.Encode(Vectors.PrivateKey("payer")));
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData(ProtocolVersion.V1, 1_799_999_400UL)]
    [InlineData(ProtocolVersion.V2, 0UL)]
    public async Task The_time_window_is_that_of_the_version(int version, ulong validAfter)
    {
        var authorization = (await SignAsync(version)).Authorization;
        Assert.Equal(((UInt256)validAfter, (UInt256)1_800_000_060UL), (authorization.ValidAfter, authorization.ValidBefore));
        Assert.Equal(("10000", s_requirements.PayTo, _signer.Address), (authorization.Value.ToString(), authorization.To.ToString(), authorization.From));
    }

    [Fact]
    public async Task No_two_payments_share_a_nonce() =>
        Assert.NotEqual((await SignAsync(ProtocolVersion.V2)).Authorization.Nonce, (await SignAsync(ProtocolVersion.V2)).Authorization.Nonce);

    [Fact]
    public async Task The_offer_is_echoed_in_version_2_only()
    {
        var client = Client();
        var second = await client.SignAsync(s_requirements, Offer(ProtocolVersion.V2), TestContext.Current.CancellationToken);
        Assert.Same(s_requirements, second.Payload.Accepted);
        var first = await client.SignAsync(s_requirements, Offer(ProtocolVersion.V1), TestContext.Current.CancellationToken);
        Assert.Null(first.Payload.Accepted);
        Assert.Equal(1, first.Payload.X402Version);
    }

    public static TheoryData<string> Unpayable =>
        ["scheme", "network", "unknown asset", "zero asset", "payTo", "zero payTo", "own payTo", "amount", "zero amount", "timeout", "no extra", "other name", "other version", "permit2", "permit2 asset"];

    [Theory]
    [MemberData(nameof(Unpayable))]
    public async Task What_it_cannot_or_must_not_sign_is_not_signed(string fault)
    {
        var requirements = fault switch
        {
            "scheme" => s_requirements with { Scheme = "upto" },
            "network" => s_requirements with { Network = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp" },
            "unknown asset" => s_requirements with { Asset = "0x1111111111111111111111111111111111111111" },
            "zero asset" => s_requirements with { Asset = EvmAddress.Zero.ToString() },
            "payTo" => s_requirements with { PayTo = "alice" },
            "zero payTo" => s_requirements with { PayTo = EvmAddress.Zero.ToString() },
            "own payTo" => s_requirements with { PayTo = _signer.Address.ToString() },
            "amount" => s_requirements with { Amount = "0.01" },
            "zero amount" => s_requirements with { Amount = "0" },
            "timeout" => s_requirements with { MaxTimeoutSeconds = 0 },
            "no extra" => s_requirements with { Extra = null },
            "other name" => s_requirements with { Extra = TestPayer.Extra("""{"name":"USD Coin","version":"2"}""") },
            "other version" => s_requirements with { Extra = TestPayer.Extra("""{"name":"USDC","version":"1"}""") },
            "permit2" => s_requirements with { Extra = TestPayer.Extra("""{"name":"USDC","version":"2","assetTransferMethod":"permit2"}""") },
            _ => s_requirements with { Network = "eip155:4326", Asset = "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7", Extra = TestPayer.Extra("""{"name":"MegaUSD","version":"1"}""") },
        };
        var client = Client();
        Assert.False(client.CanPay(requirements));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SignAsync(requirements, Offer(ProtocolVersion.V2), TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void An_unknown_asset_is_payable_only_if_that_was_allowed()
    {
        var requirements = s_requirements with { Asset = "0x1111111111111111111111111111111111111111" };
        Assert.True(new ExactEvmClient(_signer, _time, new() { AllowUnknownAssets = true }).CanPay(requirements));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x12")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void A_key_that_is_none_is_not_repeated_in_the_error(string key)
    {
        var exception = Assert.Throws<FormatException>(() => PrivateKeySigner.FromHex(key));
        Assert.True(key.Length < 5 || !exception.ToString().Contains(key[2..], StringComparison.Ordinal));
    }

    private ExactEvmClient Client() => new(_signer, _time, new());

    private static PaymentRequired Offer(int version) => new() { X402Version = version, Resource = new() { Url = "https://shop.test/" }, Accepts = [s_requirements] };

    private async Task<Eip3009Payload> SignAsync(int version)
    {
        var signed = await Client().SignAsync(s_requirements, Offer(version), TestContext.Current.CancellationToken);
        Assert.True(Eip3009Payload.TryRead(signed.Payload.Payload, out var payload, out _, out var detail), detail);
        return payload;
    }
}
