using X402.ResourceServer;
using X402.ResourceServer.Summaries;
using X402.ResourceServer.Weather;
using X402.ShopContracts.Summaries;
using X402.ShopContracts.Weather;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.Services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, WindowJson.Default));
builder.Services.AddOpenApi(static options => options.AddX402Payments());
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<IWeatherApi, WeatherDesk>().AddSingleton<ISummaryApi, SummaryDesk>();

var shop = builder.Services.AddX402().AddEvm();
// a facilitator of this platform speaks gRPC too, at half the cost; others speak HTTP
if (builder.Configuration["X402:Facilitator:Protocol"] is "grpc")
    shop.AddGrpcFacilitator();
// without a shared store payments are kept in memory; the server says so when it starts
if (builder.Configuration.GetConnectionString("redis") is { Length: > 0 })
    shop.AddRedisLedger();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapX402Catalogue();
app.MapX402PaymentStatus();
app.MapX402DevelopmentWallet();

app.MapGet("/", ShopWindow.Show);
app.MapWeatherApi();
app.MapSummaryApi();

app.Run();
