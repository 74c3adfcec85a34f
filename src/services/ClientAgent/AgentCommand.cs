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

        var command = new RootCommand("Finds out what a server sells for x402 payments, buys it within a budget, and says what it cost.") { once, loop, interval, budget, url, city };
        command.Validators.Add(result =>
        {
            if (result.GetValue(once) && result.GetValue(loop))
                result.AddError("Choose one of --once and --loop.");
            if (!TryGetBudget(result.GetValue(budget), configuration, out _, out var error))
                result.AddError(error);
            if (!TryGetServer(result.GetValue(url), configuration, out _, out error))
                result.AddError(error);
        });
        command.SetAction((result, cancellationToken) =>
        {
            TryGetServer(result.GetValue(url), configuration, out var server, out _);
            TryGetBudget(result.GetValue(budget), configuration, out var max, out _);
            var path = server!.PathAndQuery == "/" ? null : server.PathAndQuery;
            return run(new AgentSettings(server, path, result.GetValue(city)!, result.GetValue(loop), result.GetValue(interval), max), cancellationToken);
        });
        return command;
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
