using Fortunes;
using X402;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<IFortuneApi, Teller>();
builder.Services.AddX402().AddEvm();            // recipient, network and facilitator: appsettings.json

var app = builder.Build();
app.MapX402Catalogue();                         // /.well-known/x402
app.MapFortuneApi();                            // generated
app.Run();

[PaidApiEndpoints(typeof(IFortuneApi))]
internal static partial class FortuneEndpoints;

internal sealed class Teller : IFortuneApi
{
    public Task<Fortune> TellAsync(string matter) => Task.FromResult(new Fortune(matter, matter.Length % 2 == 0 ? "It will go well." : "It will go well, later."));
}
