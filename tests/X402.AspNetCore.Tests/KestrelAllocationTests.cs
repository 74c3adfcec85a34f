using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using X402.AspNetCore.Tests.Support;
using X402.Protocol;

namespace X402.AspNetCore.Tests;

/// <summary>
/// The unpaid answer on a real connection costs the memory of a plain endpoint that writes the same bytes, and nothing of ours. It runs alone,
/// because it counts what the whole process allocates.
/// </summary>
[Collection(nameof(KestrelAllocationTests))]
[CollectionDefinition(nameof(KestrelAllocationTests), DisableParallelization = true)]
public sealed class KestrelAllocationTests
{
    private const int Requests = 2000;
    private const int Attempts = 5;
    private const int Tolerance = 64;

    [Theory]
    [InlineData("/literal", "/plain/literal")]
    [InlineData("/weather/london", "/plain/weather/london")]
    [InlineData("/weather/london?days=3", "/plain/weather/london?days=3")]
    public async Task An_unpaid_request_allocates_what_a_plain_one_allocates(string paid, string plain)
    {
        var (header, body) = ("", Array.Empty<byte>());
        Task WriteAsync(HttpContext context)
        {
            var response = context.Response;
            response.StatusCode = 402;
            response.Headers.CacheControl = "no-store";
            response.Headers[PaymentHeaders.PaymentRequired] = header;
            response.ContentType = "application/json";
            response.ContentLength = body.Length;
            var written = response.BodyWriter.WriteAsync(body);
            return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
        }
        await using var shop = await Shop.OpenAsync(
            app =>
            {
                app.MapGet("/literal", () => "x").RequirePayment("$0.01");
                app.MapGet("/weather/{city}", (string city) => city).RequirePayment("$0.01");
                app.MapGet("/plain/literal", (RequestDelegate)WriteAsync);
                app.MapGet("/plain/weather/{city}", (RequestDelegate)WriteAsync);
            },
            builder => builder.Logging.ClearProviders());
        using var unpaid = await shop.AskAsync(paid);
        header = unpaid.Headers.GetValues(PaymentHeaders.PaymentRequired).Single();
        body = await unpaid.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        // what else a process does now and then only adds, so the least difference is the true one
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > Tolerance; attempt++)
        {
            var byHand = Measure(shop.Address, plain);
            var byGate = Measure(shop.Address, paid);
            least = Math.Min(least, byGate - byHand);
        }

        Assert.True(least <= Tolerance, $"{least} bytes more per request");
    }

    private static long Measure(Uri server, string path)
    {
        using var connection = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        connection.Connect(server.Host, server.Port);
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: shop\r\n\r\n");
        var buffer = new byte[64 * 1024];
        var length = ReadFirst(connection, request, buffer);
        for (var i = 0; i < Requests; i++)
            Exchange(connection, request, buffer, length);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Requests; i++)
            Exchange(connection, request, buffer, length);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
    }

    private static void Exchange(Socket connection, byte[] request, byte[] buffer, int length)
    {
        connection.Send(request);
        for (var read = 0; read < length;)
            read += connection.Receive(buffer, read, length - read, SocketFlags.None);
    }

    private static int ReadFirst(Socket connection, byte[] request, byte[] buffer)
    {
        connection.Send(request);
        for (var read = 0; ;)
        {
            read += connection.Receive(buffer, read, buffer.Length - read, SocketFlags.None);
            var text = Encoding.ASCII.GetString(buffer, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;
            const string name = "Content-Length: ";
            var start = text.IndexOf(name, StringComparison.Ordinal) + name.Length;
            var length = end + 4 + int.Parse(text.AsSpan(start, text.IndexOf('\r', start) - start), System.Globalization.CultureInfo.InvariantCulture);
            if (read == length)
                return length;
        }
    }
}
