using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace X402.AspNetCore.Tests;

/// <summary>A trace is begun for each request only where somebody takes it or reads the request log.</summary>
public sealed class RequestTraceTests
{
    [Theory]
    [InlineData(null, "Warning", false)]
    [InlineData(null, "Information", true)]
    [InlineData("X402_OTLP_ENDPOINT", "Warning", true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "Warning", true)]
    public async Task Requests_are_traced_where_somebody_looks(string? takenBy, string level, bool isTraced)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = null,
            ["Logging:LogLevel:Microsoft.AspNetCore.Hosting"] = null,
            ["Logging:LogLevel:Microsoft.AspNetCore"] = level,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = null,
            ["X402_OTLP_ENDPOINT"] = null,
            [takenBy ?? "nobody"] = "http://127.0.0.1:9",
        });
        builder.AddServiceDefaults();
        await using var app = builder.Build();

        // what the server asks before it begins a trace for a request
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");
        Assert.Equal(isTraced, log.IsEnabled(LogLevel.Critical));
    }
}
