using X402.ResourceServer;
using X402.ResourceServer.Summaries;
using X402.ResourceServer.Weather;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.Services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ShopJson.Default));
builder.Services.AddSingleton(TimeProvider.System);

var shop = builder.Services.AddX402().AddEvm();
// a facilitator of this platform speaks gRPC too, at half the cost; others speak HTTP
if (builder.Configuration["X402:Facilitator:Protocol"] is "grpc")
    shop.AddGrpcFacilitator();
// without a shared store payments are kept in memory; the server says so when it starts
if (builder.Configuration.GetConnectionString("redis") is { Length: > 0 })
    shop.AddRedisLedger();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapX402Catalogue();
app.MapX402PaymentStatus();
app.MapX402DevelopmentWallet();

app.MapGet("/", ShopWindow.Show);
app.MapGet("/weather/{city}", WeatherReport.For)
    .RequirePayment(static price => price.Accept("$0.01").Describe("The weather in one city today and on the next three days. Sample data.", "application/json"));
app.MapPost("/summarize", TextSummary.Of)
    .RequirePayment(static price => price.Accept("$0.05").Describe("The most telling sentences of a text of up to 100,000 characters.", "application/json"));

app.Run();
