using System.CommandLine;
using System.Globalization;
using X402.Campaign.Chaos;

var seed = new Option<int>("--seed") { Description = "Chooses what breaks; default: a new one, which is printed.", DefaultValueFactory = static _ => Random.Shared.Next(1, 100_000) };
var kills = new Option<int>("--kills") { Description = "Ends after so many killed processes.", DefaultValueFactory = static _ => 500 };
var minutes = new Option<double>("--minutes") { Description = "Ends after this time in any case.", DefaultValueFactory = static _ => 25 };
var buyers = new Option<int>("--buyers") { Description = "How many buy at once.", DefaultValueFactory = static _ => 8 };

var chaos = new Command("chaos", "Kills, freezes and cuts off everything while buyers buy; then compares chain, ledger, journal and deliveries.") { seed, kills, minutes, buyers };
chaos.SetAction(async (arguments, cancellationToken) =>
{
    var options = new ChaosOptions
    {
        Seed = arguments.GetValue(seed),
        Kills = arguments.GetValue(kills),
        Longest = TimeSpan.FromMinutes(arguments.GetValue(minutes)),
        Buyers = arguments.GetValue(buyers),
        Log = static line => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss} {line}")),
    };
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}"));
    var result = await ChaosCampaign.RunAsync(options, cancellationToken);
    Console.WriteLine(result.ToMarkdown());
    return result.IsRight ? 0 : 1;
});

return await new RootCommand("Campaigns against real processes, too long for every build.") { chaos }.Parse(args).InvokeAsync();
