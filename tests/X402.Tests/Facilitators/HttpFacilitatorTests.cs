using System.Text;
using Microsoft.Extensions.Time.Testing;
using X402.Facilitators;
using X402.Protocol;

namespace X402.Tests.Facilitators;

/// <summary>What goes to a facilitator and what comes back, over real HTTP (digest section 5).</summary>
public sealed class HttpFacilitatorTests
{
    private const string Settled = $$"""{"success":true,"transaction":"{{Samples.Transaction}}","network":"eip155:84532"}""";
    private const string Pending = $$"""{"success":false,"errorReason":"settlement_pending","transaction":"{{Samples.Transaction}}","network":"eip155:84532"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/pay/facilitator")]
    [InlineData("/pay/facilitator/")]
    public async Task Requests_go_to_the_base_address_with_its_path(string path)
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, """{"isValid":true,"payer":"0x1"}""", path);

        var verdict = await server.Client().VerifyAsync(Samples.Request, Cancel);

        Assert.Equal(new VerifyResponse { IsValid = true, Payer = "0x1" }, verdict);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /pay/facilitator/verify", request.Line);
        Assert.Equal("application/json", request.ContentType);
        Assert.Equal(Encoding.UTF8.GetString(PaymentCodec.EncodeRequest(Samples.Request)), request.Body);
    }

    [Fact]
    public async Task A_settlement_is_asked_for_once_and_says_how_long_the_caller_waits()
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, Settled);

        var receipt = await server.Client().SettleAsync(Samples.Request, Cancel);

        Assert.Equal(Samples.Receipt, receipt);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /settle", request.Line);
        Assert.Equal("wait=81", request.Prefer);
    }

    [Fact]
    public async Task Version_1_is_spoken_to_the_facilitator_and_translated_back()
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, Settled.Replace("eip155:84532", "base-sepolia", StringComparison.Ordinal));
        var request = new FacilitatorRequest(ProtocolVersion.V1, Samples.PaymentV1, Samples.Requirements);

        var receipt = await server.Client().SettleAsync(request, Cancel);

        Assert.Equal(Samples.Receipt, receipt);
        Assert.Contains("\"maxAmountRequired\":\"10000\"", Assert.Single(server.Requests).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(402)]
    [InlineData(500)]
    public async Task A_negative_verdict_is_an_answer_under_any_status(int status)
    {
        await using var server = await ScriptedFacilitator.StartAsync(status, """{"isValid":false,"invalidReason":"insufficient_funds"}""");

        Assert.Equal(new VerifyResponse { IsValid = false, InvalidReason = "insufficient_funds" }, await server.Client().VerifyAsync(Samples.Request, Cancel));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task A_failed_settlement_is_an_answer_under_any_status(int status)
    {
        await using var server = await ScriptedFacilitator.StartAsync(status, """{"success":false,"errorReason":"x","transaction":"","network":""}""");

        var receipt = await server.Client().SettleAsync(Samples.Request, Cancel);

        Assert.Equal("x", receipt.ErrorReason);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_pending_settlement_is_asked_for_once_more_with_the_identical_body()
    {
        var answers = new Queue<string>([Pending, Settled]);
        await using var server = await ScriptedFacilitator.StartAsync(context => Answer(context, answers.Dequeue()));

        var receipt = await server.Client().SettleAsync(Samples.Request, Cancel);

        Assert.True(receipt.Success);
        Assert.Equal(2, server.Requests.Count);
        Assert.Single(server.Requests.Distinct());
    }

    [Fact]
    public async Task A_settlement_that_stays_pending_is_returned_as_such()
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, Pending);

        var receipt = await server.Client().SettleAsync(Samples.Request, Cancel);

        Assert.Equal(("settlement_pending", Samples.Transaction), (receipt.ErrorReason, receipt.Transaction));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("invalid_exact_evm_nonce_already_used", "", "settlement_pending")]
    [InlineData("invalid_exact_evm_insufficient_balance", "", "settlement_pending")]
    [InlineData("invalid_exact_evm_transaction_failed", "0xanother", "settlement_pending")]
    [InlineData("invalid_exact_evm_transaction_failed", Samples.Transaction, "invalid_exact_evm_transaction_failed")]
    [InlineData("authorization_expired_unused", "", "authorization_expired_unused")]
    public async Task What_was_pending_has_failed_only_if_the_second_answer_is_about_the_same_transaction_or_proves_it(string reason, string transaction, string outcome)
    {
        var answers = new Queue<string>([Pending, $$"""{"success":false,"errorReason":"{{reason}}","transaction":"{{transaction}}","network":"eip155:84532"}"""]);
        await using var server = await ScriptedFacilitator.StartAsync(context => Answer(context, answers.Dequeue()));

        var receipt = await server.Client().SettleAsync(Samples.Request, Cancel);

        Assert.Equal((false, outcome), (receipt.Success, receipt.ErrorReason));
        Assert.Empty(answers);
    }

    [Fact]
    public async Task One_deadline_covers_both_calls_of_a_pending_settlement()
    {
        var time = new FakeTimeProvider();
        var seconds = new Queue<int>([14, 0, 14]);
        await using var server = await ScriptedFacilitator.StartAsync(context =>
        {
            time.Advance(TimeSpan.FromSeconds(seconds.Dequeue()));
            return Answer(context, Pending);
        });

        await server.Client(time).SettleAsync(Samples.Request with { Wait = TimeSpan.FromSeconds(20) }, Cancel);
        await server.Client(time).SettleAsync(Samples.Request with { Wait = TimeSpan.FromSeconds(14.5) }, Cancel);

        Assert.Equal(["wait=18", "wait=5", "wait=13"], server.Requests.Select(request => request.Prefer));
    }

    [Fact]
    public async Task What_is_supported_is_asked_for_by_GET()
    {
        await using var server = await ScriptedFacilitator.StartAsync(200, """{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:1"}]}""");

        var supported = await server.Client().GetSupportedAsync(Cancel);

        Assert.Equal("eip155:1", Assert.Single(supported.Kinds).Network);
        Assert.Equal("GET /supported", Assert.Single(server.Requests).Line);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("7", 7)]
    [InlineData("3600", 30)]
    [InlineData("Thu, 01 Jan 1970 00:00:12 GMT", 12)]
    [InlineData("Wed, 01 Jan 1969 00:00:12 GMT", 0)]
    [InlineData("soon", 1)]
    public async Task Too_many_questions_are_repeated_after_the_time_the_facilitator_names(string? retryAfter, int seconds)
    {
        var refusals = 1;
        await using var server = await ScriptedFacilitator.StartAsync(context =>
        {
            if (refusals-- == 0)
                return Answer(context, """{"kinds":[]}""");
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        var time = new InstantDelays();

        Assert.Empty((await server.Client(time).GetSupportedAsync(Cancel)).Kinds);

        // a delay of nothing needs no timer
        Assert.Equal(seconds == 0 ? [] : [TimeSpan.FromSeconds(seconds)], time.Delays);
    }

    [Fact]
    public async Task Too_many_questions_are_given_up_after_three()
    {
        await using var server = await ScriptedFacilitator.StartAsync(429, "");
        var time = new InstantDelays();

        var exception = await Assert.ThrowsAsync<FacilitatorException>(() => server.Client(time).GetSupportedAsync(Cancel));

        Assert.Equal(429, exception.StatusCode);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], time.Delays);
    }

    [Fact]
    public void A_client_without_an_address_is_refused()
    {
        using var http = new HttpClient();
        Assert.Throws<ArgumentException>(() => new HttpFacilitator(http, TimeProvider.System));
    }

    private static Task Answer(Microsoft.AspNetCore.Http.HttpContext context, string json) =>
        Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, json);
}
