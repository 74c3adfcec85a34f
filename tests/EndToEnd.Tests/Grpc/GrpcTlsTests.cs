using System.Globalization;
using System.Net;
using X402.Money;
using X402.TestSupport.Processes;
using X402.TestSupport.Stack;

namespace X402.EndToEnd.Tests.Grpc;

/// <summary>gRPC between machines: encrypted, and to nobody whose certificate is not trusted.</summary>
public sealed class GrpcTlsTests
{
    private const ulong Funds = 1_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_purchase_is_settled_over_an_encrypted_connection_and_a_certificate_that_is_not_trusted_sells_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A process is told of a private authority by SSL_CERT_FILE, which only Linux knows.");
        using var certificate = new TestCertificate();
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        await using var stack = await PaymentStack.StartAsync(new()
        {
            Facilitator = new Dictionary<string, string?>
            {
                ["Kestrel__Endpoints__Http__Url"] = "{url}",
                // HTTP and gRPC on one port, as the handshake says
                ["Kestrel__Endpoints__Https__Url"] = $"https://127.0.0.1:{port}",
                ["Kestrel__Certificates__Default__Path"] = certificate.CertificateFile,
                ["Kestrel__Certificates__Default__KeyPath"] = certificate.KeyFile,
                ["Facilitator__Merchants__0__Name"] = "weather shop",
                ["Facilitator__Merchants__0__ApiKeys__0"] = "key-of-the-weather-shop",
            },
            Shop = ShopSettings(port, certificate.AuthorityFile),
        }, cancellationToken: Cancellation);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        using var buyer = await stack.NewBuyerAsync(Funds, Cancellation);
        var goods = new Uri(stack.Shop.Url, "/weather/london");
        var payment = await buyer.SignAsync(await Buyer.AskAsync(http, goods, Cancellation), cancellationToken: Cancellation);

        using var answer = await Buyer.SendAsync(http, goods, payment, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(Buyer.ReceiptOf(answer)!.Success);
        Assert.Equal<UInt256>(Funds - 10_000, await buyer.BalanceAsync(Cancellation));

        // the same, but the authority is nobody to this shop: it has no facilitator, and offers nothing
        await using var wary = await ServiceProcess.StartAsync(
            "ResourceServer", PaymentStack.ShopSettings(stack.Chain, stack.Redis, stack.Facilitator.Url, ShopSettings(port, authority: null)), Cancellation);
        using var refused = await http.GetAsync(new Uri(wary.Url, "/weather/london"), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("facilitator_unavailable", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> ShopSettings(string port, string? authority) => new()
    {
        ["X402__Facilitator__Protocol"] = "grpc",
        ["X402__Facilitator__Url"] = $"https://localhost:{port}",
        ["X402__Facilitator__ApiKey"] = "key-of-the-weather-shop",
        ["SSL_CERT_FILE"] = authority,
    };
}
