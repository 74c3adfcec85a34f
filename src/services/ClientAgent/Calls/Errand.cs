using System.Text;
using X402.Client;

namespace X402.ClientAgent.Calls;

/// <summary>Something to buy, again and again if need be.</summary>
/// <param name="What">Method and path, for people.</param>
/// <param name="BuyAsync">Buys it once.</param>
internal sealed record Errand(string What, Func<CancellationToken, Task<Bought>> BuyAsync)
{
    /// <summary>A declared purchase, through the typed client.</summary>
    public static Errand Weather(WeatherClient client, string city) => new($"GET /weather/{Uri.EscapeDataString(city)}", async cancellationToken =>
    {
        var purchase = await client.GetWeatherAsync(city, cancellationToken: cancellationToken);
        return new(purchase.Outcome, purchase.Receipt, purchase.Failure, (int?)purchase.Status, purchase.Value is { } report ? $"{report.Today.Conditions}, {report.Today.HighCelsius} °C" : null);
    });

    /// <summary>Any other purchase.</summary>
    public static Errand Of(HttpClient shop, Uri server, Call call)
    {
        var url = new Uri(server, call.PathAndQuery);
        return new($"{call.Method} {url.AbsolutePath}", async cancellationToken =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(call.Method), url);
            foreach (var (name, value) in call.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            if (call.Body is { } body)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var result = await shop.SendPaidAsync(request, cancellationToken);
            var content = result.HasResponse ? await result.Response.Content.ReadAsStringAsync(cancellationToken) : null;
            return new(result.Outcome, result.Receipt, result.Failure, (int?)result.Response?.StatusCode, content);
        });
    }
}
