using Fortunes;
using Microsoft.Extensions.DependencyInjection;
using X402;

var services = new ServiceCollection();
services.AddHttpClient("fortunes", http => http.BaseAddress = new Uri("http://localhost:5080/"))
    .AddX402Payments(options => options.MaxAmountPerPayment = "$0.05")
    .AddEvmSigner(Environment.GetEnvironmentVariable("PRIVATE_KEY") ?? throw new InvalidOperationException("Set PRIVATE_KEY to the key to pay with."))
    .AddFortuneClient();                        // generated

await using var provider = services.BuildServiceProvider();
var purchase = await provider.GetRequiredService<FortuneClient>().TellAsync(args is [var matter] ? matter : "love");
Console.WriteLine(purchase.HasValue ? $"{purchase.Value.Text} It cost {purchase.Receipt?.AmountText}." : purchase.Problem);

[PaidApiClient(typeof(IFortuneApi), MaxPrice = "$0.05")]
internal sealed partial class FortuneClient;
