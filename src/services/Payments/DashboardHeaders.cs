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
        return next(context);
    });
}
