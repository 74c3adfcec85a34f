using System.Net.Sockets;
using X402.Schemes;

namespace X402.Client.Tests.Support;

/// <summary>A paying HttpClient.</summary>
internal static class Buyer
{
    public static HttpClient Create(IPaymentSchemeClient wallet, Action<PaymentOptions>? configure = null, PaymentServices? services = null, HttpMessageHandler? primary = null)
    {
        var options = new PaymentOptions();
        configure?.Invoke(options);
        return new HttpClient(new PaymentHandler(options, [wallet], services) { InnerHandler = primary ?? new SocketsHttpHandler() });
    }

    /// <summary>A network in which every name leads to the server at this address.</summary>
    public static SocketsHttpHandler EveryHostIs(Uri server) => new()
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    public static Task<PurchaseResult> BuyAsync(this HttpClient client, Uri url) => client.GetPaidAsync(url, TestContext.Current.CancellationToken);

    /// <summary>Buys and expects it to fail in this way.</summary>
    public static async Task<T> FailsAsync<T>(this HttpClient client, Uri url) where T : PaymentException
    {
        using var result = await client.BuyAsync(url);
        return Assert.IsType<T>(result.Failure);
    }
}
