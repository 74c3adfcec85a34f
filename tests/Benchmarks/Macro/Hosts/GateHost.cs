using System.Globalization;
using System.Net;
using Benchmarks.Macro.Load;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Macro.Hosts;

/// <summary>
/// The program behind <c>gate-host</c>: the payment gate and, beside it in the same process, an endpoint that does nothing but answer the same bytes. The
/// difference is what the gate costs.
/// </summary>
internal static class GateHost
{
    public const string Command = "gate-host";

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddX402().AddEvm();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/paid", static () => "paid").RequirePayment("$0.01");
        string header = "";
        byte[] body = [];
        app.MapGet("/plain", (RequestDelegate)(context =>
        {
            var response = context.Response;
            response.StatusCode = StatusCodes.Status402PaymentRequired;
            response.Headers.CacheControl = "no-store";
            response.Headers["PAYMENT-REQUIRED"] = header;
            response.ContentType = "application/json";
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body).AsTask();
        }));
        app.MapGet("/allocated", static () => GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
        await app.StartAsync();

        var root = new Uri(app.Urls.Single());
        using var http = new HttpClient();
        using var offer = await http.GetAsync(new Uri(root, "/paid"));
        header = offer.Headers.GetValues("PAYMENT-REQUIRED").Single();
        body = await offer.Content.ReadAsByteArrayAsync();
        Console.WriteLine($"{ScriptOrHost.Listening}{root.Port.ToString(CultureInfo.InvariantCulture)}");
        await app.WaitForShutdownAsync();
    }
}
