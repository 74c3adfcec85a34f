using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace X402.Facilitator;

/// <summary>What a caller who complains names, and an operator searches logs and traces for.</summary>
internal static class CorrelationId
{
    public static string Of(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
