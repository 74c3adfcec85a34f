using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace X402.Services.Payments.Ingest;

/// <summary>Lets in only senders that give the key, if one is configured; in front of both ways in.</summary>
internal sealed class OtlpKey(IOptions<PaymentsOptions> options) : IMiddleware
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.Value.OtlpApiKey ?? "");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_key.Length == 0 || !IsIntake(context.Request.Path)
            || CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers["x-otlp-api-key"].ToString()), _key))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static bool IsIntake(PathString path) =>
        path.StartsWithSegments("/v1") || path.Value!.StartsWith("/opentelemetry.proto.collector.", StringComparison.OrdinalIgnoreCase);
}
