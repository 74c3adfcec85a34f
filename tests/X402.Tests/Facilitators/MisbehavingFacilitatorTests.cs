using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using X402.Facilitators;

namespace X402.Tests.Facilitators;

/// <summary>A facilitator that breaks the protocol gives no answer, and the money's state is not guessed (SG-12, SG-32, SG-33).</summary>
public sealed class MisbehavingFacilitatorTests
{
    private const string Tx = Samples.Transaction;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"success":"true","transaction":"0x1","network":"eip155:84532"}""")]
    [InlineData("""{"success":true,"success":false,"transaction":"0x1","network":"eip155:84532"}""")]
    public async Task A_malformed_answer_to_a_settlement_leaves_its_outcome_unknown(string body)
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, body);

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().SettleAsync(Samples.Request, Cancel));

        Assert.True(exception.OutcomeUnknown);
        Assert.Equal(200, exception.StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"isValid":"true"}""")]
    [InlineData("""{"success":true,"transaction":"","network":""}""")]
    public async Task A_malformed_verdict_is_no_verdict(string body)
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, body);

        await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().VerifyAsync(Samples.Request, Cancel));
    }

    [Theory]
    [InlineData($$"""{"success":true,"transaction":"{{Tx}}","network":"eip155:8453"}""")]
    [InlineData($$"""{"success":true,"transaction":"{{Tx}}","network":""}""")]
    [InlineData("""{"success":false,"errorReason":"x","transaction":"","network":"eip155:8453"}""")]
    [InlineData("""{"success":true,"transaction":"","network":"eip155:84532"}""")]
    [InlineData($$"""{"success":true,"transaction":"{{Tx}}","network":"eip155:84532","amount":"10001"}""")]
    [InlineData($$"""{"success":true,"transaction":"{{Tx}}","network":"eip155:84532","amount":"all"}""")]
    public async Task A_receipt_for_something_else_is_no_receipt(string body)
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, body);

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().SettleAsync(Samples.Request, Cancel));

        Assert.True(exception.OutcomeUnknown);
    }

    [Fact]
    public async Task A_lower_amount_is_the_schemes_business()
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, $$"""{"success":true,"transaction":"{{Tx}}","network":"eip155:84532","amount":"1"}""");

        Assert.Equal("1", (await server.Client().SettleAsync(Samples.Request, Cancel)).Amount);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    public async Task Success_under_a_status_of_failure_is_not_believed_and_not_denied(int status)
    {
        await using var server = await ScriptedFacilitator.StartAsync(status, $$"""{"success":true,"isValid":true,"transaction":"{{Tx}}","network":"eip155:84532"}""");

        var settle = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().SettleAsync(Samples.Request, Cancel));
        var verify = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().VerifyAsync(Samples.Request, Cancel));

        Assert.Equal((true, status), (settle.OutcomeUnknown, settle.StatusCode));
        Assert.Equal(status, verify.StatusCode);
    }

    [Theory]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(429, false)]
    [InlineData(400, true)]
    [InlineData(409, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    public async Task A_status_without_an_answer_is_known_only_where_the_request_was_turned_away(int status, bool unknown)
    {
        await using var server = await ScriptedFacilitator.StartAsync(status, """{"error":"secret stack trace"}""");

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().SettleAsync(Samples.Request, Cancel));

        Assert.Equal(unknown, exception.OutcomeUnknown);
        Assert.Equal(status, exception.StatusCode);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301, true)]
    [InlineData(302, true)]
    [InlineData(303, true)]
    [InlineData(307, false)]
    [InlineData(308, false)]
    public async Task A_redirect_is_not_followed(int status, bool unknown)
    {
        await using var elsewhere = await ScriptedFacilitator.StartAsync(200, $$"""{"success":true,"transaction":"{{Tx}}","network":"eip155:84532"}""");
        await using var server = await ScriptedFacilitator.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Address.ToString();
            return Task.CompletedTask;
        });

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().SettleAsync(Samples.Request, Cancel));

        Assert.Equal(unknown, exception.OutcomeUnknown);
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endless_answer_is_cut_off(bool settle)
    {
        await using var server = await ScriptedFacilitator.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[16 * 1024], context.RequestAborted);
        });

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() =>
            settle ? server.Client().SettleAsync(Samples.Request, Cancel) : (Task)server.Client().GetSupportedAsync(Cancel));

        Assert.Contains("too long", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_does_not_come_or_does_not_end_leaves_the_outcome_unknown(bool headersFirst)
    {
        var asked = new TaskCompletionSource();
        await using var server = await ScriptedFacilitator.StartAsync(async context =>
        {
            if (headersFirst)
                await context.Response.Body.FlushAsync();
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var time = new FakeTimeProvider();

        var settling = server.Client(time).SettleAsync(Samples.Request, Cancel);
        await asked.Task.WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(89));
        Assert.False(settling.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => settling);
        Assert.True(exception.OutcomeUnknown);
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_a_cancellation_and_not_a_verdict()
    {
        var asked = new TaskCompletionSource();
        await using var server = await ScriptedFacilitator.StartAsync(async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var settling = server.Client().SettleAsync(Samples.Request, caller.Token);
        await asked.Task.WaitAsync(Cancel);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => settling);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_breaks_after_the_request_leaves_the_outcome_unknown(bool headersFirst)
    {
        await using var server = await ScriptedFacilitator.StartAsync(async context =>
        {
            if (headersFirst)
                await context.Response.WriteAsync("""{"success":""");
            context.Abort();
        });

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client().SettleAsync(Samples.Request, Cancel));

        Assert.True(exception.OutcomeUnknown);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_reused_connection_that_breaks_is_not_tried_again_behind_our_back()
    {
        var calls = 0;
        await using var server = await ScriptedFacilitator.StartAsync(context =>
        {
            if (++calls > 1)
                context.Abort();
            return calls > 1 ? Task.CompletedTask : context.Response.WriteAsync("""{"isValid":true}""");
        });
        var client = server.Client();
        await client.VerifyAsync(Samples.Request, Cancel);

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => client.SettleAsync(Samples.Request, Cancel));

        Assert.True(exception.OutcomeUnknown);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_refused_connection_is_known_to_have_changed_nothing()
    {
        using var http = new HttpClient(HttpFacilitator.CreateHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{UnusedPort()}") };

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => new HttpFacilitator(http, TimeProvider.System).SettleAsync(Samples.Request, Cancel));

        Assert.False(exception.OutcomeUnknown);
    }

    [Fact]
    public async Task A_connection_that_is_reset_while_it_is_made_leaves_the_outcome_unknown()
    {
        using var http = new HttpClient(new BrokenSocket()) { BaseAddress = new Uri("http://127.0.0.1") };

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => new HttpFacilitator(http, TimeProvider.System).SettleAsync(Samples.Request, Cancel));

        Assert.True(exception.OutcomeUnknown);
    }

    // what SocketsHttpHandler throws when the other side is gone before it has asked for its address
    private sealed class BrokenSocket : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
