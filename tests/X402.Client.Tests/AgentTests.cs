using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using X402.Client.Tests.Support;
using X402.TestSupport;
using X402.TestSupport.Chain;

namespace X402.Client.Tests;

/// <summary>The agent as a program: started, watched, stopped.</summary>
public sealed class AgentTests(AnvilFixture fixture, RedisFixture redis) : IClassFixture<AnvilFixture>, IClassFixture<RedisFixture>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("x402-agent-").FullName;
    private int _journals;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly string s_program = typeof(AgentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ClientAgent").Value!;

    private AnvilProcess Chain => fixture.Chain;

    [Fact]
    public async Task It_finds_out_what_is_sold_buys_it_and_says_what_it_cost()
    {
        await using var shop = await OpenAsync();

        var (code, lines, _) = await RunAsync(shop, "--city", "paris");

        Assert.Equal(0, code);
        Assert.EndsWith(" sells POST /summarize for $0.05, GET /weather/{city} for $0.01", lines[0], StringComparison.Ordinal);
        Assert.Matches("""^bought GET /weather/paris for 0\.01 xUSD as 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC in \d+\.\d s, transaction 0x[0-9a-f]{64}, budget left \$0\.99, balance left [\d.]+ xUSD$""", lines[1]);
    }

    [Fact]
    public async Task A_loop_ends_with_its_budget()
    {
        await using var shop = await OpenAsync();

        var (code, lines, _) = await RunAsync(shop, "--loop", "--interval", "1ms", "--budget", "0.03");

        Assert.Equal(0, code);
        Assert.Equal(3, lines.Count(line => line.StartsWith("bought ", StringComparison.Ordinal)));
        Assert.Equal(3, shop.Nonces.Distinct().Count());
        Assert.StartsWith("stopped, budget exhausted: 3 purchases for $0.03 of $0.03 in ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_cannot_raise_the_operators_budget()
    {
        await using var shop = await OpenAsync();

        var (_, lines, _) = await RunAsync(shop, [("Agent__Budget", "0.01")], "--loop", "--interval", "1ms", "--budget", "100");

        Assert.StartsWith("stopped, budget exhausted: 1 purchases for $0.01 of $0.01 in ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_that_share_a_Redis_share_one_budget_and_one_that_is_started_again_gets_no_new_one()
    {
        await using var shop = await OpenAsync();
        (string, string)[] shared = [("ConnectionStrings__redis", redis.Server.ConnectionString), ("Agent__Journal", "")];
        string[] arguments = ["--loop", "--interval", "1ms", "--budget", "0.06"];

        var both = await Task.WhenAll(RunAsync(shop, shared, arguments), RunAsync(shop, shared, arguments));
        var (code, lines, _) = await RunAsync(shop, shared, arguments);

        Assert.Equal(6, both.Sum(run => run.Lines.Count(line => line.StartsWith("bought ", StringComparison.Ordinal))));
        Assert.Contains(both.SelectMany(run => run.Lines), line => line.Contains("budget left $0, ", StringComparison.Ordinal));
        Assert.Equal(3, code);
        Assert.Contains("$0.06 of $0.06 are spent or reserved", lines[^2], StringComparison.Ordinal);
        Assert.Equal(6, shop.Nonces.Distinct().Count());
    }

    [Fact]
    public async Task Without_its_store_an_agent_pays_nothing()
    {
        await using var shop = await OpenAsync();

        var (code, lines, error) = await RunAsync(shop, [("ConnectionStrings__redis", "127.0.0.1:1,connectTimeout=200"), ("Agent__Journal", "")]);

        Assert.Equal(7, code);
        Assert.StartsWith("not bought GET /weather/london: No payment was made, because it could not be recorded. The payment store ", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(shop.Payments);
    }

    [Fact]
    public async Task A_loop_ends_with_a_signal_and_says_so()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var shop = await OpenAsync();
        using var agent = Start(shop, [], "--loop", "--interval", "10ms");
        await Eventually.IsTrueAsync(() => shop.Payments.Count > 1 || agent.HasExited);

        using (var kill = Process.Start("kill", ["-TERM", agent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Ct);
        var (code, lines, _) = await EndAsync(agent);

        Assert.Equal(0, code);
        Assert.StartsWith("stopped by signal: ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_purchase_costs_nothing_twice()
    {
        var selling = new ChainShop(Chain);
        var answer = new TaskCompletionSource();
        await using var shop = await Shop.OpenAsync(async context =>
        {
            if (Shop.Payment(context.Request) is not null)
                await answer.Task;
            await selling.ServeAsync(context);
        });
        var journal = NewJournal();

        using (var killed = Start(shop, [("Agent__Journal", journal)]))
        {
            await Eventually.IsTrueAsync(() => !shop.Payments.IsEmpty || killed.HasExited);
            killed.Kill();
            await killed.WaitForExitAsync(Ct);
        }
        answer.SetResult();
        var (code, lines, _) = await RunAsync(shop, [("Agent__Journal", journal)]);

        // the first try may have been settled by now; then the server calls the authorization used
        Assert.True(code is 0 or 6, string.Join('\n', lines));
        Assert.Single(shop.Nonces.Distinct());
    }

    [Theory]
    [InlineData(3, "12000000", null, "not bought GET /weather/london: ")]
    [InlineData(4, "10000", "invalid_exact_evm_insufficient_balance", "refused GET /weather/london: ")]
    [InlineData(5, "10000", "settlement_pending", "unknown GET /weather/london: ")]
    [InlineData(6, "10000", "payment_already_used", "not delivered GET /weather/london: ")]
    public async Task The_exit_code_says_what_became_of_the_money(int expected, string amount, string? error, string line)
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Ask(context, Shop.Payment(context.Request) is null ? null : error, Offers.Exact(amount)));

        var (code, lines, _) = await RunAsync(shop);

        Assert.Equal(expected, code);
        Assert.StartsWith(line, lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "", "Set Agent__PrivateKey")]
    [InlineData(2, "0x1234", "private key")]
    public async Task A_missing_or_wrong_key_is_explained_and_not_printed(int expected, string key, string message)
    {
        await using var shop = await OpenAsync();

        var (code, _, error) = await RunAsync(shop, [("Agent__PrivateKey", key)]);

        Assert.Equal(expected, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        if (key.Length > 0)
            Assert.DoesNotContain(key, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget", "lots")]
    [InlineData("--url", "ftp://example.com")]
    [InlineData("--interval", "soon")]
    [InlineData("--once", "--loop")]
    [InlineData("--call", "weather")]
    [InlineData("--input", "days")]
    [InlineData("--catalogue", "shop")]
    public async Task Wrong_usage_ends_with_1(string option, string value)
    {
        await using var shop = await OpenAsync();

        var (code, _, error) = await RunAsync(shop, option, value);

        Assert.Equal(1, code);
        Assert.NotEmpty(error);
        Assert.Empty(shop.Requests);
    }

    [Fact]
    public async Task It_lists_what_is_sold_and_how_to_call_it_without_a_key()
    {
        await using var shop = await OpenAsync(Described);

        var (code, lines, _) = await RunAsync(shop, [("Agent__PrivateKey", "")], "--catalogue", shop.Url.GetLeftPart(UriPartial.Authority));

        Assert.Equal(0, code);
        Assert.Equal(
            [
                "POST /prints/{pages} for $0.01: Prints.",
                "  pages (integer in the path, required): How many.",
                "  color (boolean in the query, false if left out)",
                "  words (array in the body, required)",
            ],
            lines);
        Assert.Empty(shop.Payments);
    }

    [Fact]
    public async Task It_calls_what_it_found_and_prints_what_it_got()
    {
        string? body = null;
        await using var shop = await OpenAsync(Described, async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(Ct);
        });

        var (code, lines, _) = await RunAsync(shop, "--call", "POST /prints/{pages}", "--input", "pages=3", "--input", "color=true", "--input", """words=["a","b"]""");

        Assert.Equal(0, code);
        Assert.StartsWith("bought POST /prints/3 for 0.01 xUSD as ", lines[0], StringComparison.Ordinal);
        Assert.Equal("sunny", lines[1]);
        Assert.Equal("POST /prints/3?color=true", shop.Requests.Last());
        Assert.Equal("""{"words":["a","b"]}""", body);
    }

    [Theory]
    [InlineData("pages=many words=[]", "pages must be integer.")]
    [InlineData("pages=0 words=[]", "pages must be at least 1.")]
    [InlineData("words=[]", "pages is missing.")]
    [InlineData("pages=1", "words is missing.")]
    [InlineData("pages=1 words=[1]", "words[0] must be string.")]
    [InlineData("pages=1 words=[] color=red", "color must be boolean.")]
    [InlineData("pages=1 words=[] colour=true", "colour is not known.")]
    public async Task What_the_schema_does_not_allow_is_not_asked_for(string inputs, string problem)
    {
        await using var shop = await OpenAsync(Described);

        var (code, lines, _) = await RunAsync(shop, ["--call", "POST /prints/{pages}", .. inputs.Split(' ').SelectMany(input => new[] { "--input", input })]);

        Assert.Equal(3, code);
        Assert.StartsWith("not bought POST /prints/{pages}: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(problem, lines[0], StringComparison.Ordinal);
        Assert.Equal(["GET /.well-known/x402"], shop.Requests);
    }

    [Theory]
    [InlineData("""{"pages":true}""", "  pages (anything in the path)")]
    [InlineData("""{"pages":{"type":7,"description":8,"minLength":"3","maxLength":{},"minimum":"x"}}""", "  pages (7 in the path)")]
    [InlineData("""{"pages":{"enum":[{"a":1,"a":2}],"const":{"a":1,"a":2},"items":1,"anyOf":[]}}""", null)]
    [InlineData("""{"pages":{"enum":7,"const":{"a":1},"items":1,"anyOf":[]}}""", "  pages (anything in the path)")]
    [InlineData("""{"pages":{"description":"\ud800"}}""", null)]
    [InlineData("""{"pages":{"type":"\udc00"}}""", null)]
    [InlineData("""{"\udc00":{}}""", null)]
    public async Task A_catalogue_with_nonsense_in_it_breaks_nothing(string members, string? line)
    {
        var nonsense = """{"resources":[{"route":"/prints/{pages}","methods":["GET"],"prices":["$0.01"],"extensions":{"bazaar":{"schema":{"properties":{"input":{"properties":{"pathParams":{"properties":MEMBERS}}}}}}}}]}"""
            .Replace("MEMBERS", members, StringComparison.Ordinal);
        await using var shop = await OpenAsync(nonsense);

        var (listed, lines, listError) = await RunAsync(shop, "--catalogue", shop.Url.GetLeftPart(UriPartial.Authority));
        var (called, _, callError) = await RunAsync(shop, "--call", "GET /prints/{pages}", "--input", "pages=three");

        // a catalogue that is no JSON text is none
        Assert.Equal(line is null ? 7 : 0, listed);
        Assert.Equal(line is null ? [] : [line], lines.Skip(1));
        Assert.True(called is 0 or 3, callError);
        Assert.DoesNotContain("Exception", listError + callError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_sold_is_not_called()
    {
        await using var shop = await OpenAsync(Described);

        var (code, lines, _) = await RunAsync(shop, "--call", "GET /secrets");

        Assert.Equal(3, code);
        Assert.EndsWith(" sells POST /prints/{pages}", lines[0], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string NewJournal() => Path.Combine(_directory, $"journal-{Interlocked.Increment(ref _journals)}");

    private const string Described = """
        {"x402Version":2,"resources":[{"route":"/prints/{pages}","methods":["POST"],"prices":["$0.01"],"description":"Prints.","extensions":{"bazaar":{"schema":{"properties":{"input":{"properties":{
        "pathParams":{"type":"object","properties":{"pages":{"type":"integer","description":"How many.","minimum":1}},"required":["pages"]},
        "queryParams":{"type":"object","properties":{"color":{"type":"boolean","default":false}}},
        "body":{"type":"object","properties":{"words":{"type":"array","items":{"type":"string"}}},"required":["words"]}}}}}}}}]}
        """;

    private Task<Shop> OpenAsync(string catalogue, Func<HttpContext, Task>? look = null)
    {
        var selling = new ChainShop(Chain);
        return Shop.OpenAsync(async context =>
        {
            if (context.Request.Path == "/.well-known/x402")
            {
                await context.Response.WriteAsync(catalogue);
                return;
            }
            if (look is not null && Shop.Payment(context.Request) is not null)
                await look(context);
            await selling.ServeAsync(context);
        });
    }

    private Task<Shop> OpenAsync()
    {
        var selling = new ChainShop(Chain);
        return Shop.OpenAsync(context => context.Request.Path.Value switch
        {
            "/.well-known/x402" => context.Response.WriteAsync("""{"x402Version":2,"resources":[{"route":"/summarize","methods":["POST"],"prices":["$0.05"]},{"route":"/weather/{city}","methods":["GET"],"prices":["$0.01"]}]}"""),
            _ => selling.ServeAsync(context),
        });
    }

    private Task<(int Code, string[] Lines, string Error)> RunAsync(Shop shop, params string[] arguments) => RunAsync(shop, [], arguments);

    private async Task<(int Code, string[] Lines, string Error)> RunAsync(Shop shop, (string, string)[] environment, params string[] arguments)
    {
        using var agent = Start(shop, environment, arguments);
        return await EndAsync(agent);
    }

    private static async Task<(int Code, string[] Lines, string Error)> EndAsync(Process agent)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var (output, error) = (agent.StandardOutput.ReadToEndAsync(patience.Token), agent.StandardError.ReadToEndAsync(patience.Token));
            await agent.WaitForExitAsync(patience.Token);
            return (agent.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), await error);
        }
        finally
        {
            agent.Kill();
        }
    }

    private Process Start(Shop shop, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [s_program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Agent__PrivateKey"] = Chain.Accounts[2].PrivateKey;
        start.Environment["Agent__Url"] = shop.Url.GetLeftPart(UriPartial.Authority);
        start.Environment["ConnectionStrings__chain"] = Chain.RpcUrl.AbsoluteUri;
        start.Environment["Agent__Journal"] = NewJournal();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
