using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using X402.Client.Tests.Support;
using X402.Protocol;
using X402.Purchases;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client.Tests;

/// <summary>Whatever a server declares comes back unchanged; the client only adds.</summary>
public sealed class ExtensionTests
{
    private const string Declared = """{"payment-identifier":{"info":{"required":false},"schema":{"type":"object"}},"of-others":{"info":{"a":[1,{"b":null}]},"more":true}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Extensions_of_the_server_come_back_whole_and_an_identifier_is_added()
    {
        await using var shop = await SellAsync(Declared);
        using var client = Buyer.Create(new TestWallet());

        using var first = await client.BuyAsync(shop.Url);
        using var second = await client.BuyAsync(shop.Url);

        var sent = shop.Payments.Select(payment => payment.Extensions!.Value).ToArray();
        foreach (var extensions in sent)
        {
            foreach (var extension in JsonElement.Parse(Declared).EnumerateObject())
                Assert.True(ExtensionEcho.IsIntact(extension.Value, extensions.GetProperty(extension.Name), [], []));
            Assert.Equal("""{"info":{"a":[1,{"b":null}]},"more":true}""", extensions.GetProperty("of-others").GetRawText());
            Assert.Matches("^pay_[0-9a-f]{32}$", IdOf(extensions));
        }
        Assert.NotEqual(IdOf(sent[0]), IdOf(sent[1]));
    }

    [Theory]
    [InlineData("""{"payment-identifier":{"info":{"required":false}}}""", false, false)]
    [InlineData("""{"payment-identifier":{"info":{"required":true}}}""", false, true)]
    [InlineData("""{"payment-identifier":{"info":{"required":false}}}""", true, true)]
    [InlineData("""{"payment-identifier":{"required":true}}""", true, false)]
    [InlineData("""{"other":{}}""", true, false)]
    public async Task An_identifier_is_sent_where_the_server_knows_it_and_the_options_allow_or_the_server_requires_it(string declared, bool option, bool sends)
    {
        await using var shop = await SellAsync(declared);
        using var client = Buyer.Create(new TestWallet(), o => o.SendPaymentIdentifiers = option);

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        Assert.Equal(sends, shop.Payments.Single().Extensions is { } sent && sent.TryGetProperty("payment-identifier", out var extension)
            && extension.TryGetProperty("info", out var info) && info.TryGetProperty("id", out _));
    }

    [Fact]
    public async Task A_named_purchase_has_one_identifier_on_every_machine_and_a_chosen_one_wins()
    {
        await using var shop = await SellAsync(Declared);
        foreach (var _ in new[] { "one machine", "another one" })
        {
            using var client = Buyer.Create(new TestWallet());
            using var request = new HttpRequestMessage(HttpMethod.Get, shop.Url).SetPurchaseKey("order 7");
            using var result = await client.SendPaidAsync(request, Ct);
        }
        using var choosing = Buyer.Create(new TestWallet());
        using var chosen = new HttpRequestMessage(HttpMethod.Get, shop.Url).SetPaymentIdentifier("order-0000000000000007");
        using var last = await choosing.SendPaidAsync(chosen, Ct);

        var ids = shop.Payments.Select(payment => IdOf(payment.Extensions!.Value)).ToArray();
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal("order-0000000000000007", ids[2]);
        Assert.Throws<ArgumentException>(() => chosen.SetPaymentIdentifier("too short"));
    }

    [Fact]
    public async Task A_payment_that_takes_the_place_of_a_dead_one_has_the_same_identifier()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var broken = true;
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null || !broken)
                return SellAsync(context, Declared);
            context.Abort();
            return Task.CompletedTask;
        });
        var wallet = new TestWallet(time);
        using var client = Buyer.Create(wallet, services: new PaymentServices { Time = time, Evidence = [wallet] });
        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        await client.FailsAsync<PaymentOutcomeUnknownException>(shop.Url);
        time.Advance(TimeSpan.FromMinutes(10));
        broken = false;
        wallet.Fate = AuthorizationFate.Void;

        using var result = await client.BuyAsync(shop.Url);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        Assert.Equal(2, wallet.Signed);
        Assert.Single(shop.Payments.Select(payment => IdOf(payment.Extensions!.Value)).Distinct());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_knows_the_identifier_from_another_request_refuses_the_purchase_and_gets_no_second_payment_before_the_first_is_dead(bool answers402)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var shop = await Shop.OpenAsync(context =>
        {
            if (Shop.Payment(context.Request) is null)
                return SellAsync(context, Declared);
            if (answers402)
                return Shop.Ask(context, "payment_identifier_conflict", Offers.Cent);
            context.Response.StatusCode = 409;
            context.Response.ContentType = "application/problem+json";
            var problem = """{"title":"The payment identifier was used for another request.","status":409,"error":"payment_identifier_conflict"}"""u8.ToArray();
            context.Response.ContentLength = problem.Length;
            return context.Response.Body.WriteAsync(problem).AsTask();
        });
        var wallet = new TestWallet(time);
        var journal = new InMemoryPurchaseJournal();
        using var client = Buyer.Create(wallet, services: new PaymentServices { Time = time, Evidence = [wallet], Journal = journal });

        var refused = await client.FailsAsync<PaymentRefusedException>(shop.Url);
        var again = await client.FailsAsync<PaymentRefusedException>(shop.Url);

        Assert.Equal((PaymentReasons.PaymentIdentifierConflict, PaymentReasons.PaymentIdentifierConflict), (refused.Reason, again.Reason));
        Assert.Equal((1, 1), (wallet.Signed, shop.Nonces.Distinct().Count()));
        var open = Assert.Single(await journal.ListOpenAsync(10, Ct));
        Assert.Equal("payment_identifier_conflict", open.Reason);
        Assert.Equal(refused.PaymentId, open.Identity.Id);

        time.Advance(TimeSpan.FromMinutes(10));
        wallet.Fate = AuthorizationFate.Void;
        await client.FailsAsync<PaymentRefusedException>(shop.Url);
        Assert.Equal((2, 2), (wallet.Signed, shop.Nonces.Distinct().Count()));
    }

    [Theory]
    [InlineData("text/plain", "payment_identifier_conflict")]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "[1]")]
    [InlineData("application/problem+json", """{"error":7}""")]
    [InlineData("application/problem+json", """{"error":"out_of_stock"}""")]
    public async Task Any_other_conflict_is_the_servers_own_answer_and_the_payment_stays_good(string type, string body)
    {
        await using var shop = await Shop.OpenAsync(async context =>
        {
            if (Shop.Payment(context.Request) is null)
            {
                await SellAsync(context, Declared);
                return;
            }
            (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (409, type, body.Length);
            await context.Response.WriteAsync(body);
        });
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);

        using var first = await client.BuyAsync(shop.Url);
        using var second = await client.BuyAsync(shop.Url);

        Assert.Equal((409, body), ((int)first.Response!.StatusCode, await first.Response.Content.ReadAsStringAsync(Ct)));
        Assert.Equal((1, 1), (wallet.Signed, shop.Nonces.Distinct().Count()));
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("GET", "?city=a%20b&d=%C3%A9", null)]
    [InlineData("POST", "?a", "the body")]
    public async Task Where_the_server_declares_it_the_payment_is_bound_to_the_request(string method, string query, string? body)
    {
        await using var shop = await SellAsync("""{"request-binding":{"info":{"required":true}}}""");
        var wallet = new TestWallet();
        using var client = Buyer.Create(wallet);
        using var request = new HttpRequestMessage(new HttpMethod(method), shop.Url + query) { Content = body is null ? null : new StringContent(body) };

        using var result = await client.SendPaidAsync(request, Ct);

        Assert.Equal(PurchaseOutcome.Paid, result.Outcome);
        var text = shop.Payments.Single().Extensions!.Value.GetProperty("request-binding").GetProperty("info").GetProperty("nonce").GetString();
        Assert.True(RequestBinding.TryReadNonce(text, out var nonce));
        var commitment = RequestBinding.Commit(method, RequestBinding.UrlOf(shop.Url.AbsoluteUri, query), SHA256.HashData(Encoding.UTF8.GetBytes(body ?? "")), nonce);
        Assert.Equal($"0x{Convert.ToHexStringLower(commitment)}", shop.Nonces.Single());
    }

    [Fact]
    public async Task A_scheme_that_signs_another_nonce_than_the_bound_one_sends_nothing()
    {
        await using var shop = await SellAsync("""{"request-binding":{"info":{"required":false}}}""");
        using var client = Buyer.Create(new TestWallet { Claims = identity => identity with { Id = identity.Id with { Nonce = "0x" + new string('0', 64) } } });

        Assert.Equal(PurchaseReasons.SignedOtherTerms, (await client.FailsAsync<PaymentNotMadeException>(shop.Url)).Reason);
        Assert.Empty(shop.Payments);
    }

    private static string IdOf(JsonElement extensions) => extensions.GetProperty("payment-identifier").GetProperty("info").GetProperty("id").GetString()!;

    private static Task<Shop> SellAsync(string declared) => Shop.OpenAsync(context => SellAsync(context, declared));

    private static Task SellAsync(Microsoft.AspNetCore.Http.HttpContext context, string declared)
    {
        if (Shop.Payment(context.Request) is { } payment)
            return Shop.Deliver(context, payment);
        context.Response.StatusCode = 402;
        context.Response.Headers[PaymentHeaders.PaymentRequired] = PaymentCodec.EncodeHeader(Shop.Offer(context, null, Offers.Cent) with { Extensions = JsonElement.Parse(declared) });
        return context.Response.CompleteAsync();
    }
}
