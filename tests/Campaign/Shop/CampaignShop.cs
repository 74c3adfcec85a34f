using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace X402.Campaign.Shop;

/// <summary>
/// The resource server of the campaigns: sells the same goods in both flows, paid after the work and before it, and its work fails now and then.
/// It is this very program, started as a service.
/// </summary>
internal static class CampaignShop
{
    /// <summary>The program, as <see cref="TestSupport.Stack.ServiceProcess"/> knows it.</summary>
    public const string Program = "Campaign";

    private const double FailingShare = 0.2;

    /// <summary>Whether the program was started to be the shop.</summary>
    public static bool IsMeant(string[] args) => args is ["--urls", ..];

    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddX402().AddEvm().AddRedisLedger();
        var app = builder.Build();
        app.MapGet("/after/{city}", Work).RequirePayment("$0.01");
        app.MapGet("/upfront/{city}", Work).RequirePayment(static offer => offer.Accept("$0.01").SettleUpfront());
        await app.RunAsync();
        return 0;
    }

    private static IResult Work(string city) =>
        Random.Shared.NextDouble() < FailingShare ? Results.StatusCode(StatusCodes.Status500InternalServerError) : Results.Text($"goods for {city}");
}
