using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using X402.Protocol;

namespace X402.Client.Tests.Support;

/// <summary>A real server on loopback that behaves as a test wants it to.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Shop(WebApplication app, RequestDelegate behaviour)
    {
        _app = app;
        app.Run(async context =>
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            if (Payment(context.Request) is { } payment)
                Payments.Enqueue(payment);
            await behaviour(context);
        });
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>Every request as method and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Every payment that arrived, in order.</summary>
    public ConcurrentQueue<PaymentPayload> Payments { get; } = [];

    /// <summary>The nonces of the payments that arrived, in order.</summary>
    public string[] Nonces => [.. Payments.Select(payment => payment.Payload.GetProperty("authorization").GetProperty("nonce").GetString()!)];

    public static async Task<Shop> OpenAsync(RequestDelegate behaviour)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024);
        var app = builder.Build();
        var shop = new Shop(app, behaviour);
        await app.StartAsync(TestContext.Current.CancellationToken);
        shop.Url = new Uri(app.Urls.Single() + "/weather/london");
        return shop;
    }

    /// <summary>An honest server: 402 with these offers, and 200 with a receipt for any payment.</summary>
    public static Task<Shop> SellAsync(params PaymentRequirements[] offers) => OpenAsync(context => Sell(context, offers));

    public static Task Sell(HttpContext context, params PaymentRequirements[] offers) =>
        Payment(context.Request) is { } payment ? Deliver(context, payment) : Ask(context, offers);

    public static Task Ask(HttpContext context, params PaymentRequirements[] offers) => Ask(context, error: null, offers);

    public static Task Ask(HttpContext context, string? error, params PaymentRequirements[] offers)
    {
        context.Response.StatusCode = StatusCodes.Status402PaymentRequired;
        context.Response.Headers[PaymentHeaders.PaymentRequired] = PaymentCodec.EncodeHeader(Offer(context, error, offers));
        return context.Response.WriteAsync("{}");
    }

    public static Task AskV1(HttpContext context, params PaymentRequirements[] offers)
    {
        context.Response.StatusCode = StatusCodes.Status402PaymentRequired;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(PaymentCodec.EncodeV1Body(Offer(context, null, offers) with { X402Version = 1 })).AsTask();
    }

    /// <summary>The offers for what was asked for.</summary>
    public static PaymentRequired Offer(HttpContext context, string? error, params PaymentRequirements[] offers)
    {
        var offer = Offers.Required(error, offers);
        return offer with { Resource = offer.Resource with { Url = context.Request.GetEncodedUrl() } };
    }

    public static async Task Deliver(HttpContext context, PaymentPayload payment, SettleResponse? receipt = null)
    {
        var name = payment.X402Version == 1 ? PaymentHeaders.XPaymentResponse : PaymentHeaders.PaymentResponse;
        context.Response.Headers[name] = PaymentCodec.EncodeHeader(receipt ?? Receipt(payment), payment.X402Version);
        await context.Response.WriteAsync("sunny");
    }

    public static SettleResponse Receipt(PaymentPayload payment) => new()
    {
        Success = true,
        Network = payment.Network,
        Payer = payment.Payload.GetProperty("authorization").GetProperty("from").GetString(),
        Transaction = "0x" + new string('7', 64),
    };

    public static PaymentPayload? Payment(HttpRequest request)
    {
        var header = request.Headers[PaymentHeaders.PaymentSignature].FirstOrDefault() ?? request.Headers[PaymentHeaders.XPayment].FirstOrDefault();
        return header is not null && PaymentCodec.TryDecodePaymentHeader(header, out var payment, out _, out _) ? payment : null;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
