using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using X402.AspNetCore.Tests.Support;

namespace X402.AspNetCore.Tests;

public sealed class GateCannotBeBypassedTests
{
    private const string Secret = SoldByControllers.Secret;

    [Theory]
    [InlineData("GET /goods/x")]
    [InlineData("GET /GOODS/X")]
    [InlineData("GET /goods/x/")]
    [InlineData("GET //goods/x")]
    [InlineData("GET /goods//x")]
    [InlineData("GET /goods%2fx")]
    [InlineData("GET /goods%2Fx")]
    [InlineData("GET /goods%5cx")]
    [InlineData("GET /goods\\x")]
    [InlineData("GET /%67oods/x")]
    [InlineData("GET /goods/%78")]
    [InlineData("GET /./goods/x")]
    [InlineData("GET /free/../goods/x")]
    [InlineData("GET /free/%2e%2e/goods/x")]
    [InlineData("GET /goods/x;v=1")]
    [InlineData("GET /goods/x%0a")]
    [InlineData("GET /goods/x%00")]
    [InlineData("GET /goods/x%E2%80%A8")]
    [InlineData("GET /goods/x?y=%2f#/free")]
    [InlineData("GET http://free.example/goods/x")]
    [InlineData("HEAD /goods/x")]
    [InlineData("OPTIONS /goods/x")]
    [InlineData("POST /goods/x")]
    [InlineData("PROPFIND /goods/x")]
    [InlineData("get /goods/x")]
    public async Task No_spelling_of_a_request_gets_the_resource_unpaid(string requestLine)
    {
        var served = 0;
        await using var shop = await Shop.OpenAsync(app =>
        {
            app.MapGet("/free", () => "free");
            app.Map("/goods/{name}", () =>
            {
                Interlocked.Increment(ref served);
                return Secret;
            }).RequirePayment("$0.01");
        });

        var answer = await RawHttp.SendAsync(shop.Address, requestLine);

        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        Assert.NotEqual(200, RawHttp.StatusOf(answer));
        Assert.Equal(0, served);
    }

    [Fact]
    public async Task A_short_circuited_endpoint_is_gated()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => Secret).RequirePayment("$0.01").ShortCircuit());

        using var response = await shop.AskAsync("/x");

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
    }

    [Fact]
    public async Task A_group_gates_its_endpoints_and_an_endpoint_may_ask_for_another_price()
    {
        await using var shop = await Shop.OpenAsync(app =>
        {
            var group = app.MapGroup("/goods").RequirePayment("$0.01");
            group.MapGet("/a", () => Secret);
            group.MapGet("/b", () => Secret).RequirePayment("$0.02");
        });

        using var a = await shop.AskAsync("/goods/a");
        using var b = await shop.AskAsync("/goods/b");

        Assert.Equal("10000", Wallet.OfferOf(a).Accepts.Single().Amount);
        Assert.Equal("20000", Wallet.OfferOf(b).Accepts.Single().Amount);
        using var paid = await shop.BuyAsync("/goods/b");
        Assert.Equal(HttpStatusCode.OK, paid.StatusCode);
        Assert.Equal(1, shop.Facilitator.Settlements);
    }

    [Fact]
    public async Task An_attribute_on_a_minimal_handler_gates_it()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", [Paid("$0.01")] () => Secret));

        using var unpaid = await shop.AskAsync("/x");
        using var paid = await shop.BuyAsync("/x");

        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        Assert.Equal(Secret, await Wallet.BodyOf(paid));
    }

    [Fact]
    public async Task An_attribute_gates_a_short_circuited_handler_too()
    {
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", [Paid("$0.01")] () => Secret).ShortCircuit());

        using var unpaid = await shop.AskAsync("/x");

        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
    }

    [Theory]
    [InlineData("/shop/cheap", "10000")]
    [InlineData("/shop/dear", "20000")]
    [InlineData("/conventional/ConventionalShop/Cheap", "10000")]
    public async Task An_attribute_gates_controllers_and_the_actions_own_counts(string path, string amount)
    {
        await using var shop = await OpenWithControllersAsync(static app => app.MapControllerRoute("conventional", "conventional/{controller}/{action}"));

        using var unpaid = await shop.AskAsync(path);

        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        Assert.Equal(amount, Wallet.OfferOf(unpaid).Accepts.Single().Amount);
        using var paid = await shop.BuyAsync(path);
        Assert.Equal(Secret, await Wallet.BodyOf(paid));
    }

    [Fact]
    public async Task A_controller_reached_through_dynamic_routing_is_gated()
    {
        await using var shop = await OpenWithControllersAsync(static app => app.MapDynamicControllerRoute<ToDearGoods>("dynamic/{**rest}"));

        using var unpaid = await shop.AskAsync("/dynamic/anything");

        Assert.Equal(HttpStatusCode.PaymentRequired, unpaid.StatusCode);
        Assert.Equal("20000", Wallet.OfferOf(unpaid).Accepts.Single().Amount);
    }

    [Fact]
    public async Task All_controllers_can_be_gated_at_once()
    {
        await using var shop = await Shop.OpenAsync(
            app => app.MapControllers().RequirePayment("$0.03"),
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(FreeShopController).Assembly));

        using var unpaid = await shop.AskAsync("/free-shop");

        Assert.Equal("30000", Wallet.OfferOf(unpaid).Accepts.Single().Amount);
    }

    [Fact]
    public async Task A_paid_action_refuses_to_run_where_nobody_takes_payments()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddControllers().AddApplicationPart(typeof(PaidShopController).Assembly);
        await using var app = builder.Build();
        app.MapControllers();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var response = await client.GetAsync("/shop/cheap", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task RequirePayment_without_AddX402_serves_nothing()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/x", () => Secret).RequirePayment("$0.01");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var response = await client.GetAsync("/x", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Filters_run_inside_the_gate()
    {
        var filtered = 0;
        await using var shop = await Shop.OpenAsync(app => app.MapGet("/x", () => Secret)
            .RequirePayment("$0.01")
            .AddEndpointFilter((context, next) =>
            {
                Interlocked.Increment(ref filtered);
                return next(context);
            }));

        using var unpaid = await shop.AskAsync("/x");
        Assert.Equal(0, filtered);
        using var paid = await shop.BuyAsync("/x");
        Assert.Equal(1, filtered);
    }

    [Fact]
    public async Task A_preflight_never_runs_a_handler_that_answers_every_method()
    {
        await using var shop = await Shop.OpenAsync(app => app.Map("/x", () => Secret).RequirePayment("$0.01"));

        var answer = await RawHttp.SendAsync(shop.Address, "OPTIONS /x", "Origin: https://wallet.example", "Access-Control-Request-Method: GET");

        Assert.Equal(204, RawHttp.StatusOf(answer));
        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
    }

    private static Task<Shop> OpenWithControllersAsync(Action<WebApplication> map) => Shop.OpenAsync(
        app =>
        {
            app.MapControllers();
            map(app);
        },
        builder =>
        {
            builder.Services.AddControllers().AddApplicationPart(typeof(PaidShopController).Assembly);
            builder.Services.AddSingleton<ToDearGoods>();
        });

    private sealed class ToDearGoods : Microsoft.AspNetCore.Mvc.Routing.DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) =>
            ValueTask.FromResult(new RouteValueDictionary { ["controller"] = "ConventionalShop", ["action"] = "Dear" });
    }
}
