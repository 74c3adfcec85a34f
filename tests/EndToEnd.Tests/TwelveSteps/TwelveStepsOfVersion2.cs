using System.Text.Json;
using X402.EndToEnd.Tests.Support;
using X402.Protocol;

namespace X402.EndToEnd.Tests.TwelveSteps;

/// <summary>Version 2: <c>PAYMENT-REQUIRED</c>, <c>PAYMENT-SIGNATURE</c>, <c>PAYMENT-RESPONSE</c>, networks by CAIP-2 id.</summary>
[Collection(nameof(WorldCollection))]
public sealed class TwelveStepsOfVersion2(World world) : TwelveSteps(world, ProtocolVersion.V2)
{
    [Fact]
    public async Task The_shop_describes_in_OpenAPI_what_it_sells()
    {
        using var http = new HttpClient();
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(Weather, "/openapi/v1.json"), TestContext.Current.CancellationToken));

        var weather = document.RootElement.GetProperty("paths").GetProperty("/weather/{city}").GetProperty("get");
        Assert.Equal("$0.01", weather.GetProperty("x-payment-info").GetProperty("prices")[0].GetString());
        Assert.Equal("city", weather.GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.True(weather.GetProperty("responses").GetProperty("402").GetProperty("headers").TryGetProperty(PaymentHeaders.PaymentRequired, out _));
        Assert.True(weather.GetProperty("responses").GetProperty("200").GetProperty("headers").TryGetProperty(PaymentHeaders.PaymentResponse, out _));
        Assert.Equal(PaymentHeaders.PaymentSignature, document.RootElement.GetProperty("components").GetProperty("securitySchemes").GetProperty("x402").GetProperty("name").GetString());
        Assert.False(document.RootElement.GetProperty("paths").GetProperty("/").GetProperty("get").TryGetProperty("x-payment-info", out _));
    }
}
