namespace X402.Services.Payments;

/// <summary>What every answer tells browsers: nothing from elsewhere, nobody may frame us, nothing is guessed.</summary>
internal static class DashboardHeaders
{
    // styles: bars and charts place themselves with style attributes
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void UseDashboardHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (!IsFromElsewhere(context.Request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    // browsers open web sockets across origins without asking: no other page may hold a circuit of ours, whose buttons do things
    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Path.StartsWithSegments("/_blazor") && request.Headers.Origin is [{ } origin]
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var address) && string.Equals(address.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
}
