using Microsoft.AspNetCore.Http;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>A node breaks the protocol in each way we can think of while a payment is settled (<see cref="HostileNode"/>).</summary>
public sealed class HostileNodeTests
{
    private static readonly Dictionary<string, Func<HttpContext, Task<bool>>> s_misbehaviour = new()
    {
        ["garbage"] = static context => AnswerAsync(context, 200, "<html>it works</html>"),
        ["empty answers"] = static context => AnswerAsync(context, 200, ""),
        ["server errors"] = static context => AnswerAsync(context, 502, "bad gateway"),
        ["too many requests"] = static context => AnswerAsync(context, 429, ""),
        ["redirects"] = static context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/");
            return Task.FromResult(false);
        },
        ["resets"] = static context =>
        {
            context.Abort();
            return Task.FromResult(false);
        },
        ["answers that end too early"] = static async context =>
        {
            await context.Response.WriteAsync("""{"jsonrpc":"2.0","id":0,""", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return false;
        },
        ["slow answers"] = static async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), context.RequestAborted);
            return true;
        },
        ["silence"] = static async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return false;
        },
    };

    public static TheoryData<string> Misbehaviours => [.. s_misbehaviour.Keys];

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public Task A_node_that_breaks_the_protocol_moves_no_money_twice_and_denies_none(string how) => HostileNode.SettleAsync(node => node.Misbehave = s_misbehaviour[how]);

    private static async Task<bool> AnswerAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body, context.RequestAborted);
        return false;
    }
}
