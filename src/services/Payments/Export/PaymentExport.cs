using System.Globalization;
using System.Text;
using System.Text.Json;
using X402.Services.Payments.History;

namespace X402.Services.Payments.Export;

/// <summary>The payments of a list as a file for the accounts.</summary>
internal static class PaymentExport
{
    private const int PageSize = 2_000;

    private static readonly string[] s_columns =
        ["started", "outcome", "reason", "endpoint", "amount", "asset", "network", "scheme", "payer", "payTo", "transaction", "block", "gas", "durationMs", "paymentId", "trace"];

    public static void MapPaymentExport(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/export.csv", (HttpContext context, PaymentQueries queries) => WriteCsvAsync(context, queries));
        endpoints.MapGet("/export.json", (HttpContext context, PaymentQueries queries) => WriteJsonAsync(context, queries));
    }

    /// <summary>The filter that a query string asks for; what it does not understand does not filter.</summary>
    public static PaymentFilter Filter(IQueryCollection query) => new()
    {
        Outcome = Enum.TryParse<PaymentOutcome>(query["outcome"], ignoreCase: true, out var outcome) && Enum.IsDefined(outcome) ? outcome : null,
        Endpoint = query["endpoint"],
        Search = query["q"],
    };

    /// <summary>One field of a line: quoted where needed, and never a formula when a spreadsheet opens it.</summary>
    public static string Field(string value)
    {
        if (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            value = $"'{value}";
        return value.AsSpan().ContainsAny("\",\n\r") || value.StartsWith('\'') ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }

    private static async Task WriteCsvAsync(HttpContext context, PaymentQueries queries)
    {
        Announce(context, "text/csv; charset=utf-8", "payments.csv");
        var text = new StringBuilder().AppendJoin(',', s_columns).Append("\r\n");
        foreach (var page in Pages(context, queries))
        {
            foreach (var payment in page)
                text.AppendJoin(',', Values(payment).Select(Field)).Append("\r\n");
            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
            text.Clear();
        }

        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static async Task WriteJsonAsync(HttpContext context, PaymentQueries queries)
    {
        Announce(context, "application/json", "payments.json");
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartArray();
        foreach (var page in Pages(context, queries))
        {
            foreach (var payment in page)
            {
                json.WriteStartObject();
                foreach (var (name, value) in s_columns.Zip(Values(payment)))
                    json.WriteString(name, value);
                json.WriteEndObject();
            }

            await json.FlushAsync(context.RequestAborted);
        }

        json.WriteEndArray();
        await json.FlushAsync(context.RequestAborted);
    }

    private static IEnumerable<IReadOnlyList<Payment>> Pages(HttpContext context, PaymentQueries queries)
    {
        var filter = Filter(context.Request.Query);
        for (var skip = 0; ; skip += PageSize)
        {
            var page = queries.List(filter, skip, PageSize);
            yield return page;
            if (page.Count < PageSize)
                yield break;
        }
    }

    // amounts stay atomic units: accounts want them exact
    private static IEnumerable<string> Values(Payment payment) =>
    [
        payment.Started.ToString("O", CultureInfo.InvariantCulture), payment.Outcome.ToString().ToLowerInvariant(), payment.Reason ?? "", payment.Endpoint ?? "",
        payment.Amount ?? "", payment.Asset ?? "", payment.Network ?? "", payment.Scheme ?? "", payment.Payer ?? "", payment.PayTo ?? "", payment.Transaction ?? "",
        payment.Block?.ToString(CultureInfo.InvariantCulture) ?? "", payment.Gas?.ToString(CultureInfo.InvariantCulture) ?? "",
        payment.Duration.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture), payment.PaymentId ?? "", payment.TraceId,
    ];

    private static void Announce(HttpContext context, string type, string name)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename={name}";
        context.Response.Headers.CacheControl = "no-store";
    }
}
