using System.CommandLine;
using System.Globalization;
using X402.Campaign.Chaos;
using X402.Campaign.Shop;
using X402.Campaign.Soak;
using X402.Campaign.Throughput;

if (CampaignShop.IsMeant(args))
    return await CampaignShop.RunAsync(args);

var buyers = new Option<int>("--buyers") { Description = "How many buy at once.", DefaultValueFactory = static _ => 8 };
return await new RootCommand("Campaigns against real processes, too long for every build. Each prints its result as Markdown.") { Chaos(), Throughput(), Soak() }.Parse(args).InvokeAsync();

Command Chaos()
{
    var seed = new Option<int>("--seed") { Description = "Chooses what breaks; default: a new one, which is printed.", DefaultValueFactory = static _ => Random.Shared.Next(1, 100_000) };
    var kills = new Option<int>("--kills") { Description = "Ends after so many killed processes.", DefaultValueFactory = static _ => 500 };
    var minutes = new Option<double>("--minutes") { Description = "Ends after this time in any case.", DefaultValueFactory = static _ => 30 };
    var command = new Command("chaos", "Kills, freezes and cuts off everything while buyers buy; then compares chain, ledger, journal and deliveries.") { seed, kills, minutes, buyers };
    command.SetAction(async (arguments, cancellationToken) =>
    {
        var options = new ChaosOptions
        {
            Seed = arguments.GetValue(seed),
            Kills = arguments.GetValue(kills),
            Longest = TimeSpan.FromMinutes(arguments.GetValue(minutes)),
            Buyers = arguments.GetValue(buyers),
            Log = Log,
        };
        Log(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}"));
        var result = await ChaosCampaign.RunAsync(options, cancellationToken);
        Console.WriteLine(result.ToMarkdown());
        return result.IsRight ? 0 : 1;
    });
    return command;
}

Command Throughput()
{
    var payments = new Option<int>("--payments") { Description = "How many are settled.", DefaultValueFactory = static _ => 5_000 };
    var callers = new Option<int>("--callers") { Description = "How many callers wait at the same time.", DefaultValueFactory = static _ => 512 };
    var command = new Command("throughput", "Settles through two facilitators with four relayers, batched and directly, with a block per second.") { payments, callers };
    command.SetAction(async (arguments, cancellationToken) =>
    {
        var options = new ThroughputOptions { Payments = arguments.GetValue(payments), Callers = arguments.GetValue(callers) };
        ThroughputResult[] results = [await ThroughputRun.RunAsync(options, cancellationToken), await ThroughputRun.RunAsync(options with { BatchSize = 1 }, cancellationToken)];
        Console.WriteLine(ThroughputResult.ToMarkdown(results));
        return results.All(static result => result.Findings.Count == 0) ? 0 : 1;
    });
    return command;
}

Command Soak()
{
    var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = static _ => 15 };
    var seconds = new Option<double>("--every") { Description = "Seconds between two looks.", DefaultValueFactory = static _ => 60 };
    var command = new Command("soak", "Lets buyers buy for long, and reports memory, threads, handles, keys, times and purchases, and judges what grows.") { minutes, seconds, buyers };
    command.SetAction(async (arguments, cancellationToken) =>
    {
        var (report, isRight) = await SoakRun.RunAsync(
            TimeSpan.FromMinutes(arguments.GetValue(minutes)), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(buyers), Log, cancellationToken);
        Console.WriteLine(report);
        return isRight ? 0 : 1;
    });
    return command;
}

static void Log(string line) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss} {line}"));
