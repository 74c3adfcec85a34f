var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults();
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.UseFacilitatorPorts(builder.Configuration);

var facilitator = builder.Services.AddX402Facilitator().AddEvm();
if (builder.Configuration.GetConnectionString("redis") is not null)
    facilitator.AddRedisJournal();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapX402Facilitator();
app.Run();
