using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using X402.Client;

namespace X402.ClientAgent;

/// <summary>The command line, and how it combines with the configuration section <c>Agent</c>.</summary>
internal static class AgentCommand
{
    private const string DefaultServer = "http://resource-server";
    private const string DefaultBudget = "1.00";

    /// <param name="run">What to do with the settings; receives the token of Ctrl+C too.</param>
    /// <param name="configuration">Section <c>Agent</c>: <c>Url</c>, <c>Budget</c>.</param>
    public static RootCommand Create(IConfiguration configuration, Func<AgentSettings, CancellationToken, Task<int>> run)
    {
        var once = new Option<bool>("--once") { Description = "Buy once and end. The default." };
        var loop = new Option<bool>("--loop") { Description = "Go on buying until the budget is used up or somebody stops it." };
        var interval = new Option<TimeSpan>("--interval")
        {
            Description = "The pause between two purchases of a loop: 500ms, 2s, 1m.",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(2),
            CustomParser = result => ParseInterval(result.Tokens[0].Value, result.AddError),
        };
        var budget = new Option<string?>("--budget") { Description = $"The most to spend, in dollars. Configuration (Agent__Budget) can only lower it. Default {DefaultBudget}." };
        var url = new Option<string?>("--url") { Description = $"The server, or with a path the very resource to buy. Default: Agent__Url, else {DefaultServer}." };
        var city = new Option<string>("--city") { Description = "Whose weather to buy.", DefaultValueFactory = _ => "london" };

        var catalogue = new Option<string?>("--catalogue") { Description = "A server, or the URL of its catalogue: shows what is sold there, at which price, and what it takes. Buys nothing without --call." };
        var call = new Option<string?>("--call") { Description = "What of the catalogue to buy: \"GET /weather/{city}\". Prints what it got." };
        var input = new Option<string[]>("--input") { Description = "What to call it with: name=value, as often as needed. Checked by the catalogue's schema before anything is paid.", AllowMultipleArgumentsPerToken = true };

        var command = new RootCommand("Finds out what a server sells for x402 payments, buys it within a budget, and says what it cost.") { once, loop, interval, budget, url, city, catalogue, call, input };
        command.Validators.Add(result =>
        {
            if (result.GetValue(once) && result.GetValue(loop))
                result.AddError("Choose one of --once and --loop.");
            if (!TryGetBudget(result.GetValue(budget), configuration, out _, out var error))
                result.AddError(error);
            if (!TryGetServer(result.GetValue(url), configuration, out _, out error))
                result.AddError(error);
            if (result.GetValue(catalogue) is { } listed && !TryGetServer(listed, configuration, out _, out error))
                result.AddError(error);
            if (result.GetValue(call) is { } wanted && wanted.Split(' ') is not [{ Length: > 0 }, ['/', ..]])
                result.AddError($"'{wanted}' is no call. Write \"GET /weather/{{city}}\".");
            foreach (var given in result.GetValue(input) ?? [])
            {
                if (given.IndexOf('=', StringComparison.Ordinal) <= 0)
                    result.AddError($"'{given}' is no input. Write name=value.");
            }
        });
        command.SetAction((result, cancellationToken) =>
        {
            TryGetServer(result.GetValue(url), configuration, out var server, out _);
            TryGetBudget(result.GetValue(budget), configuration, out var max, out _);
            Uri? listed = null;
            if (result.GetValue(catalogue) is { } given)
                TryGetServer(given, configuration, out listed, out _);
            var path = server!.PathAndQuery == "/" ? null : server.PathAndQuery;
            return run(
                new AgentSettings(listed ?? server, path, result.GetValue(city)!, result.GetValue(loop), result.GetValue(interval), max)
                {
                    Catalogue = listed,
                    Call = result.GetValue(call),
                    Inputs = Inputs(result.GetValue(input) ?? []),
                },
                cancellationToken);
        });
        return command;
    }

    private static Dictionary<string, string> Inputs(string[] given)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in given)
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            inputs[pair[..end]] = pair[(end + 1)..];
        }
        return inputs;
    }

    /// <summary>The lower one of command line and configuration: whoever starts the agent cannot raise what its operator has set (SG-40).</summary>
    private static bool TryGetBudget(string? argument, IConfiguration configuration, out Money.UInt256 budget, out string error)
    {
        error = "";
        var configured = configuration["Agent:Budget"];
        var fits = AmountFormat.TryParseDollars(argument ?? configured ?? DefaultBudget, out budget);
        if (!fits)
            error = $"The budget '{argument ?? configured}' is no amount in dollars. Write 1.50.";
        else if (configured is not null && !AmountFormat.TryParseDollars(configured, out var ceiling))
            (fits, error) = (false, $"Agent__Budget '{configured}' is no amount in dollars. Write 1.50.");
        else if (configured is not null && AmountFormat.TryParseDollars(configured, out ceiling) && ceiling < budget)
            budget = ceiling;
        return fits;
    }

    private static bool TryGetServer(string? argument, IConfiguration configuration, out Uri? server, out string error)
    {
        error = "";
        var text = argument ?? configuration["Agent:Url"] ?? DefaultServer;
        if (Uri.TryCreate(text, UriKind.Absolute, out server) && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps))
            return true;
        error = $"'{text}' is no http or https URL.";
        return false;
    }

    private static TimeSpan ParseInterval(string text, Action<string> fail)
    {
        var (number, unit) = text switch
        {
            [.. var rest, 'm', 's'] => (rest, 0.001),
            [.. var rest, 's'] => (rest, 1.0),
            [.. var rest, 'm'] => (rest, 60.0),
            _ => (text, 1.0),
        };
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit is >= 0 and <= 86_400)
            return TimeSpan.FromSeconds(value * unit);
        fail($"'{text}' is no interval. Write 500ms, 2s or 1m, at most a day.");
        return default;
    }
}
