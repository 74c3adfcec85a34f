using X402.Services.Payments;
using X402.Services.Payments.Catalogue;
using X402.Services.Payments.Chain;
using X402.Services.Payments.Components;
using X402.Services.Payments.Export;
using X402.Services.Payments.History;
using X402.Services.Payments.Ingest;
using X402.Services.Payments.Ledger;
using X402.Services.Payments.Resources;
using X402.Services.Payments.Trying;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.WebHost.UseIngestPorts(builder.Configuration);

builder.Services.Configure<PaymentsOptions>(builder.Configuration.GetSection("Payments"));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<PaymentFeed>().AddSingleton<PaymentHistory>().AddSingleton<PaymentQueries>().AddSingleton<StatisticsReader>();
builder.Services.AddSingleton<MeasurementBoard>().AddSingleton<OtlpIntake>().AddSingleton<OtlpKey>();
builder.Services.AddSingleton<ChainClient>().AddSingleton<DevelopmentFaucet>();
if (builder.Configuration.GetConnectionString("redis") is { Length: > 0 })
    builder.Services.AddRedisPaymentStores();
builder.Services.AddSingleton<LedgerReader>().AddHostedService<LedgerFollower>();
builder.Services.AddHttpClient<ResourcesClient>();
builder.Services.AddHttpClient<CatalogueClient>();
builder.Services.AddHttpClient<TrialClient>().ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
builder.Services.AddSingleton<TrialWallet>();
builder.Services.AddGrpc();
builder.Services.AddRequestDecompression();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
// the charts ask for it; their tooltips are their own
builder.Services.AddScoped<Radzen.TooltipService>();

var app = builder.Build();
app.UseMiddleware<OtlpKey>();
app.UseRequestDecompression();
app.UseDashboardHeaders();
app.UseAntiforgery();

app.MapDefaultEndpoints();
app.MapOtlpHttp();
app.MapOtlpGrpc();
app.MapPaymentExport();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

// what cannot be stored must not look healthy: the history is opened before anybody is served
app.Services.GetRequiredService<PaymentHistory>();
app.Run();
