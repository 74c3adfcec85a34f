using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using X402.Diagnostics;

namespace X402.Services.Payments.Tests;

public sealed class ReceiverTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-receiver-");
    private Dashboard _dashboard = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _dashboard = await Dashboard.StartAsync(_directory.FullName);

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_service_was_killed()
    {
        var story = new Story(DateTimeOffset.UtcNow);
        await _dashboard.TellAsync(story.Paid());

        await _dashboard.KillAsync();
        await _dashboard.DisposeAsync();
        _dashboard = await Dashboard.StartAsync(_directory.FullName);

        Assert.Contains(story.Transaction, await _dashboard.GetAsync($"/payments/{story.TraceId}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exporters_that_speak_gRPC_are_understood()
    {
        var story = new Story(DateTimeOffset.UtcNow);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_dashboard.GrpcPort}");
        var method = new Method<ExportTraceServiceRequest, ExportTraceServiceResponse>(
            MethodType.Unary, "opentelemetry.proto.collector.trace.v1.TraceService", "Export",
            Marshallers.Create(static request => request.ToByteArray(), ExportTraceServiceRequest.Parser.ParseFrom),
            Marshallers.Create(static answer => answer.ToByteArray(), ExportTraceServiceResponse.Parser.ParseFrom));

        await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(cancellationToken: Cancellation), story.Paid());

        Assert.Contains(story.Transaction, await _dashboard.GetAsync($"/payments/{story.TraceId}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_batches_are_understood()
    {
        var story = new Story(DateTimeOffset.UtcNow);
        using var body = new MemoryStream();
        await using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(story.Paid().ToByteArray(), Cancellation);
        using var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new("application/x-protobuf");
        content.Headers.ContentEncoding.Add("gzip");

        using var answer = await _dashboard.Http.PostAsync(new Uri("/v1/traces", UriKind.Relative), content, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(story.Payer, await _dashboard.GetAsync($"/payments/{story.TraceId}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/traces")]
    [InlineData("/v1/logs")]
    [InlineData("/v1/metrics")]
    public async Task Nonsense_is_refused_with_a_status_that_says_so(string path)
    {
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var wrongType = await _dashboard.Http.PostAsync(new Uri(path, UriKind.Relative), json, Cancellation);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrongType.StatusCode);

        using var noise = new ByteArrayContent([0xFF, 0xFF, 0xFF, 0x01, 0x02]);
        noise.Headers.ContentType = new("application/x-protobuf");
        using var malformed = await _dashboard.Http.PostAsync(new Uri(path, UriKind.Relative), noise, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
    }

    [Fact]
    public async Task Members_that_are_missing_or_there_twice_cost_nothing_else()
    {
        var story = new Story(DateTimeOffset.UtcNow);
        var spans = story.Paid();
        foreach (var span in spans.ResourceSpans.SelectMany(static service => service.ScopeSpans).SelectMany(static scope => scope.Spans))
        {
            span.Attributes.Add(new KeyValue { Key = "x402.nothing" });
            span.Events.Add(new Event { Name = PaymentDocuments.EventName, Attributes = { new KeyValue { Key = PaymentDocuments.Name }, new KeyValue { Key = PaymentDocuments.Content } } });
        }
        var twice = new KeyValue { Key = "network", Value = new AnyValue { StringValue = Story.Network } };
        var metrics = new ExportMetricsServiceRequest
        {
            ResourceMetrics =
            {
                new ResourceMetrics
                {
                    ScopeMetrics =
                    {
                        new ScopeMetrics { Metrics = { new Metric { Name = "x402.test", Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsInt = 1, Attributes = { twice, twice, new KeyValue { Key = "empty" } } } } } } } },
                    },
                },
            },
        };

        await _dashboard.TellAsync(spans);
        using var answer = await _dashboard.SendAsync(metrics, "/v1/metrics");

        Assert.Contains(story.Transaction, await _dashboard.GetAsync($"/payments/{story.TraceId}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Exports_hold_what_the_list_holds()
    {
        var paid = new Story(DateTimeOffset.UtcNow);
        var refused = new Story(DateTimeOffset.UtcNow, "=HYPERLINK(\"x\")");
        await _dashboard.TellAsync(paid.Paid());
        await _dashboard.TellAsync(refused.Refused("insufficient_funds"));

        var csv = await _dashboard.GetAsync("/export.csv");
        Assert.Equal(3, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($",10000,{Story.Asset},{Story.Network},exact,{paid.Payer},", csv, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", csv, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(await _dashboard.GetAsync("/export.json?outcome=refused"));
        Assert.Equal(refused.TraceId, Assert.Single(json.RootElement.EnumerateArray()).GetProperty("trace").GetString());
    }

    [Fact]
    public async Task A_key_keeps_strangers_from_telling_stories()
    {
        await _dashboard.DisposeAsync();
        _dashboard = await Dashboard.StartAsync(_directory.FullName, "--Payments:OtlpApiKey=secret");

        using var without = await _dashboard.SendAsync(new Story(DateTimeOffset.UtcNow).Paid());
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);

        _dashboard.Http.DefaultRequestHeaders.Add("x-otlp-api-key", "secret");
        using var with = await _dashboard.SendAsync(new Story(DateTimeOffset.UtcNow).Paid());
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
