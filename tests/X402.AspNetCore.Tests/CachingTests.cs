using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

public sealed class CachingTests
{
    [Theory]
    [InlineData(null, "no-store, private")]
    [InlineData("public, max-age=60, s-maxage=600", "max-age=60, private")]
    [InlineData("no-store", "no-store, private")]
    [InlineData("garbage ===", "no-store, private")]
    public async Task Paid_answers_are_private(string? chosen, string expected)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = chosen;
            return "x";
        }).RequirePayment("$0.01"));

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(expected, string.Join(", ", response.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Output_caching_in_front_of_the_gate_keeps_nothing()
    {
        var served = 0;
        await using var shop = await OpenWithOutputCacheAsync(() => Task.FromResult($"{++served}"));

        using var paid = await shop.BuyAsync("/x");
        using var unpaid = await shop.AskAsync("/x");
        using var free = await shop.AskAsync("/free");
        using var freeAgain = await shop.AskAsync("/free");

        Assert.Equal("1", await Wallet.BodyOf(paid));
        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        // the cache does work
        Assert.Equal(await Wallet.BodyOf(free), await Wallet.BodyOf(freeAgain));
    }

    [Fact]
    public async Task Output_caching_does_not_share_one_buyers_answer_with_those_who_wait_at_the_same_time()
    {
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var shop = await OpenWithOutputCacheAsync(async () =>
        {
            started.SetResult();
            await finish.Task;
            return "the goods";
        });
        var payment = await shop.SignAsync("/x");

        var paid = shop.PayAsync("/x", payment);
        await started.Task;
        var unpaid = shop.AskAsync("/x");
        finish.SetResult();
        using var bought = await paid;
        using var refused = await unpaid;

        Assert.Equal("the goods", await Wallet.BodyOf(bought));
        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_caching_in_front_of_the_gate_keeps_nothing(bool upfront)
    {
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.UseResponseCaching();
                app.MapGet("/x", (HttpContext context) =>
                {
                    context.Response.Headers.CacheControl = "public, max-age=600";
                    return "x";
                }).RequirePayment(o => Sell(o, upfront));
            },
            builder => builder.Services.AddResponseCaching());

        using var paid = await shop.BuyAsync("/x");
        using var unpaid = await shop.AskAsync("/x");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PaymentRequired), (paid.StatusCode, unpaid.StatusCode));
        Assert.Equal("max-age=600, private", string.Join(", ", paid.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal)));
        Assert.Equal([PaymentHeaders.PaymentSignature, PaymentHeaders.XPayment], paid.Headers.Vary);
        Assert.True(Wallet.ReceiptOf(paid).Success);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_sent_compressed_can_be_read_when_it_is_fetched_again(bool upfront)
    {
        var goods = new string('x', 2000);
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.UseResponseCompression();
                app.MapGet("/x", () => goods).RequirePayment(o => Sell(o, upfront));
            },
            builder => builder.Services.AddResponseCompression());
        var payment = await shop.SignAsync("/x");

        // the second one may be compressed again or not; the third one does not take it
        foreach (var encoding in (string[])["gzip", "gzip", "identity"])
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/x");
            message.Headers.Add(PaymentHeaders.PaymentSignature, PaymentCodec.EncodeHeader(payment));
            message.Headers.AcceptEncoding.Add(new(encoding));
            using var response = await shop.Client.SendAsync(message, TestContext.Current.CancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await using var plain = response.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(body, CompressionMode.Decompress) : body;
            using var reader = new StreamReader(plain);

            Assert.Equal(goods, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
            if (encoding == "identity")
                Assert.Empty(response.Content.Headers.ContentEncoding);
        }
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    private static void Sell(PaymentPolicyBuilder policy, bool upfront)
    {
        var option = policy.Accept("$0.01");
        if (upfront)
            option.SettleUpfront();
    }

    private static Task<Shop> OpenWithOutputCacheAsync(Func<Task<string>> handler) => Shop.OpenAsync(
        app =>
        {
            app.UseOutputCache();
            app.MapGet("/x", handler).RequirePayment("$0.01").CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)));
            app.MapGet("/free", () => Guid.NewGuid().ToString()).CacheOutput();
        },
        builder => builder.Services.AddOutputCache());
}
