using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using X402.TestSupport.Stack;

namespace X402.Interop.Tests.Support;

/// <summary>A shop of ours that is paid before the work and declares everything a reference client need not answer.</summary>
internal sealed class UpfrontShop : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UpfrontShop(WebApplication app) => _app = app;

    /// <summary>What is sold, for $0.01.</summary>
    public Uri Url => new(_app.Urls.Single() + "/stream");

    public static async Task<UpfrontShop> OpenAsync(PaymentStack stack, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddX402(o =>
        {
            o.PayTo = stack.Chain.Accounts[1].Address.ToString();
            o.Network = stack.Chain.Network.ToString();
            o.Facilitator.Url = stack.Facilitator.Url.GetLeftPart(UriPartial.Authority);
        }).AddEvm();
        var app = builder.Build();
        app.MapGet("/stream", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("one ");
            await context.Response.Body.FlushAsync();
            await context.Response.WriteAsync("two");
        }).RequirePayment(o => o.Accept("$0.01").SettleUpfront()).AcceptPaymentIdentifier().BindPaymentToRequest();
        await app.StartAsync(cancellationToken);
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
