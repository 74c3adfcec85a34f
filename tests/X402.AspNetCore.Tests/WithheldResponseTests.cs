using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using X402.AspNetCore.Tests.Support;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

/// <summary>Nothing of the resource leaves before its payment is settled, whichever way the handler takes.</summary>
public sealed class WithheldResponseTests
{
    private const string Secret = "the-secret-goods";

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    private static readonly Dictionary<string, RequestDelegate> s_ways = new()
    {
        ["write"] = context => context.Response.WriteAsync(Secret),
        ["write and flush"] = async context =>
        {
            await context.Response.WriteAsync(Secret);
            await context.Response.Body.FlushAsync();
            await context.Response.BodyWriter.FlushAsync();
        },
        ["synchronous write"] = context =>
        {
            context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
            context.Response.Body.Write(Encoding.UTF8.GetBytes(Secret));
            context.Response.Body.Flush();
            return Task.CompletedTask;
        },
        ["pipe"] = async context =>
        {
            Encoding.UTF8.GetBytes(Secret, context.Response.BodyWriter);
            await context.Response.BodyWriter.FlushAsync();
        },
        ["pipe, not flushed"] = context =>
        {
            Encoding.UTF8.GetBytes(Secret, context.Response.BodyWriter);
            return Task.CompletedTask;
        },
        ["start"] = async context =>
        {
            context.Response.Headers["X-Goods"] = Secret;
            await context.Response.StartAsync();
            await context.Response.WriteAsync(Secret);
        },
        ["complete"] = async context =>
        {
            await context.Response.WriteAsync(Secret);
            await context.Response.CompleteAsync();
        },
        ["header only"] = context =>
        {
            context.Response.Headers["X-Goods"] = Secret;
            return Task.CompletedTask;
        },
        ["on starting"] = async context =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Goods"] = Secret;
                return Task.CompletedTask;
            });
            await context.Response.WriteAsync("x");
        },
        ["buffering disabled"] = async context =>
        {
            context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            await context.Response.WriteAsync(Secret);
        },
        ["send file"] = async context =>
        {
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, Secret);
            context.Response.RegisterForDispose(new Deletion(file));
            await context.Response.SendFileAsync(file);
        },
        ["server-sent events"] = context => TypedResults.ServerSentEvents(Events()).ExecuteAsync(context),
        ["large"] = async context =>
        {
            await context.Response.WriteAsync(Secret);
            var block = new byte[64 * 1024];
            for (var i = 0; i < 32; i++)
                await context.Response.Body.WriteAsync(block);
        },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nothing_leaves_when_settlement_fails(string way)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", s_ways[way]).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");
        shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance"));

        // everything the server sends on this connection, from the first byte to the last
        var answer = await RawHttp.SendAsync(shop.Address, "GET /x", $"{PaymentHeaders.PaymentSignature}: {PaymentCodec.EncodeHeader(payment)}");

        Assert.Equal(402, RawHttp.StatusOf(answer));
        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Everything_arrives_once_it_is_settled(string way)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", s_ways[way]).RequirePayment("$0.01"));

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await Wallet.BodyOf(response);
        var goods = response.Headers.TryGetValues("X-Goods", out var values) ? values.Single() : body;
        Assert.Contains(Secret, goods, StringComparison.Ordinal);
        Assert.True(Wallet.ReceiptOf(response).Success);
    }

    [Fact]
    public async Task A_response_beyond_memory_is_spilled_and_arrives_whole()
    {
        var expected = new byte[3_000_000];
        new Random(402).NextBytes(expected);
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", async (HttpContext context) =>
            {
                for (var i = 0; i < expected.Length; i += 70_000)
                    await context.Response.Body.WriteAsync(expected.AsMemory(i, Math.Min(70_000, expected.Length - i)));
            }).RequirePayment("$0.01"),
            options: o => o.ResponseMemoryLimit = 64 * 1024);
        var before = Directory.GetFiles(Path.GetTempPath(), "x402-*").Length;

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.True(Directory.GetFiles(Path.GetTempPath(), "x402-*").Length <= before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_response_beyond_the_limit_is_refused_and_not_charged(bool handlerHidesIt)
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapGet("/x", async (HttpContext context) =>
            {
                try
                {
                    for (var i = 0; ; i++)
                        await context.Response.WriteAsync(Secret);
                }
                catch (InvalidOperationException) when (handlerHidesIt)
                {
                }
            }).RequirePayment("$0.01"),
            options: o => o.ResponseLimit = 100_000);

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("response_too_large", await Wallet.ReasonOf(response));
        Assert.Equal(0, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task A_handler_cannot_upgrade_the_connection_past_the_gate()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.UseWebSockets();
            app.MapGet("/x", (HttpContext context) => $"{context.WebSockets.IsWebSocketRequest} {context.Features.Get<IHttpUpgradeFeature>() is null}").RequirePayment("$0.01");
        });
        var payment = await shop.SignAsync("/x");

        var answer = await RawHttp.SendAsync(shop.Address, "GET /x", $"{PaymentHeaders.PaymentSignature}: {PaymentCodec.EncodeHeader(payment)}",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

        Assert.Contains("False True", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Late_writes_of_a_handler_go_nowhere()
    {
        var finish = new TaskCompletionSource();
        Task? late = null;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            late = LateAsync(context.Response.Body);
            return "on time";

            async Task LateAsync(Stream body)
            {
                await finish.Task;
                await body.WriteAsync(Encoding.UTF8.GetBytes(Secret));
            }
        }).RequirePayment("$0.01"));
        shop.Facilitator.OnSettle = async (request, _) =>
        {
            finish.SetResult();
            await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => late!);
            return ScriptedFacilitator.Settled(request);
        };

        using var response = await shop.BuyAsync("/x");

        Assert.Equal("on time", await Wallet.BodyOf(response));
    }

    [Fact]
    public async Task Headers_status_and_cookies_of_the_handler_survive_and_its_payment_headers_do_not()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.Use(static (context, next) =>
            {
                context.Response.Headers["X-Outer"] = "outer";
                return next(context);
            });
            app.MapGet("/x", (HttpContext context) =>
            {
                context.Response.Headers.Remove("X-Outer");
                context.Response.Headers.Append("Set-Cookie", "a=1");
                context.Response.Headers.Append("Set-Cookie", "b=2");
                context.Response.Headers[PaymentHeaders.PaymentResponse] = "forged";
                context.Response.Headers[PaymentHeaders.XPaymentResponse] = "forged";
                context.Response.StatusCode = 203;
                return "x";
            }).RequirePayment("$0.01");
        });

        using var response = await shop.BuyAsync("/x");

        Assert.Equal(203, (int)response.StatusCode);
        Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.False(response.Headers.Contains("X-Outer"));
        Assert.True(Wallet.ReceiptOf(response).Success);
        Assert.False(response.Headers.Contains(PaymentHeaders.XPaymentResponse));
    }

    [Theory]
    [InlineData("Content-Disposition", "attachment; filename=\"r\u00e9sum\u00e9.pdf\"")]
    [InlineData("X-Title", "two\r\nlines")]
    public async Task A_header_that_cannot_be_sent_fails_the_handler_and_nothing_is_charged(string name, string value)
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers[name] = value;
            return "x";
        }).RequirePayment("$0.01"));
        var payment = await shop.SignAsync("/x");

        using var response = await shop.PayAsync("/x", payment);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(0, shop.Facilitator.Settlements);
        Assert.Equal(PaymentState.Released, (await shop.Ledger.FindAsync(Wallet.IdOf(payment, payment.Accepted!), TestContext.Current.CancellationToken))!.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cookies_of_the_handler_are_part_of_the_result_also_where_others_have_set_some_before(bool settles)
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.Use(static (context, next) =>
            {
                context.Response.Cookies.Append("visitor", "1");
                return next(context);
            });
            app.MapGet("/x", (HttpContext context) =>
            {
                context.Response.Cookies.Append("ticket", Secret);
                return "x";
            }).RequirePayment("$0.01");
        });
        var payment = await shop.SignAsync("/x");
        if (!settles)
            shop.Facilitator.OnSettle = static (request, _) => Task.FromResult(ScriptedFacilitator.Failed(request, "invalid_exact_evm_insufficient_balance"));

        using var response = await shop.PayAsync("/x", payment);
        using var again = await shop.PayAsync("/x", payment);

        foreach (var answer in (HttpResponseMessage[])[response, again])
        {
            var cookies = string.Join('\n', answer.Headers.GetValues("Set-Cookie"));
            Assert.Contains("visitor=1", cookies, StringComparison.Ordinal);
            Assert.Equal(settles, cookies.Contains(Secret, StringComparison.Ordinal));
        }
    }

    private static async IAsyncEnumerable<string> Events()
    {
        yield return Secret;
        await Task.Yield();
        yield return "more";
    }

    private sealed class Deletion(string file) : IDisposable
    {
        public void Dispose() => File.Delete(file);
    }
}
