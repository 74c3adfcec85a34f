using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace X402.Services.Payments.Ingest;

/// <summary>OTLP over HTTP with protobuf bodies.</summary>
internal static class OtlpHttp
{
    private const string Protobuf = "application/x-protobuf";
    private const int MaxBytes = 16 * 1024 * 1024;

    public static void MapOtlpHttp(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/traces", static (HttpContext context, OtlpIntake intake) => TakeAsync(context, ExportTraceServiceRequest.Parser, intake.Take));
        endpoints.MapPost("/v1/logs", static (HttpContext context, OtlpIntake intake) => TakeAsync(context, ExportLogsServiceRequest.Parser, intake.Take));
        endpoints.MapPost("/v1/metrics", static (HttpContext context, OtlpIntake intake) => TakeAsync(context, ExportMetricsServiceRequest.Parser, intake.Take));
    }

    private static async Task TakeAsync<TRequest, TResponse>(HttpContext context, MessageParser<TRequest> parser, Func<TRequest, TResponse> take)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage
    {
        // this type is also what keeps web pages out: no browser sends it across origins without asking first
        if (context.Request.ContentType?.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        TRequest request;
        try
        {
            using var body = new MemoryStream();
            await CopyAsync(context.Request.Body, body, context.RequestAborted);
            body.Position = 0;
            request = parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        catch (BadHttpRequestException exception)
        {
            context.Response.StatusCode = exception.StatusCode;
            return;
        }

        var answer = take(request).ToByteArray();
        context.Response.ContentType = Protobuf;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    // counted after decompression: a small body can become a very large one
    private static async Task CopyAsync(Stream source, MemoryStream target, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (target.Length + read > MaxBytes)
                throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
            target.Write(buffer, 0, read);
        }
    }
}
