using System.Diagnostics;
using System.Globalization;
using X402.Client;
using X402.ClientAgent.Calls;
using X402.ClientAgent.Catalogues;
using X402.Money;
using X402.Reasons;

namespace X402.ClientAgent;

/// <summary>Buys, once or again and again, and says in plain lines what it bought and why it stopped.</summary>
internal sealed class ShoppingAgent(HttpClient shop, WeatherClient weather, Catalogue catalogue, Wallet wallet, Purse purse, AgentSettings settings, TimeProvider time, TextWriter output)
{
    /// <summary>How long a purchase that has begun may go on after somebody stopped the agent, because it may be paid already.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private const int PatienceWithFailures = 10;
    private const string WeatherRoute = "/weather/{city}";

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private UInt256 _spent;
    private int _bought;
    private bool _exhausted;

    public async Task<ExitCode> RunAsync(CancellationToken stopping)
    {
        // not linked: a purchase that has begun gets the grace period
        using var hard = new CancellationTokenSource();
        await using var registration = stopping.Register(() => hard.CancelAfter(s_grace));
        try
        {
            if (await FindAsync(stopping) is not { } errand)
                return ExitCode.NotPaid;
            for (var failures = 0; ;)
            {
                var code = await BuyAsync(errand, hard.Token);
                failures = code == ExitCode.Done ? 0 : failures + 1;
                if (!settings.Loop || code is not (ExitCode.Done or ExitCode.Unknown or ExitCode.ServerFailed) || failures == PatienceWithFailures)
                    return Stop(code);
                await Task.Delay(settings.Interval, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            output.WriteLine($"stopped by signal: {Total()}");
            return ExitCode.Done;
        }
    }

    private async Task<Errand?> FindAsync(CancellationToken cancellationToken)
    {
        if (settings.Call is null && settings.Path is { } given)
            return Errand.Of(shop, settings.Server, new("GET", given));
        var sold = await catalogue.ReadAsync(settings.Catalogue ?? new Uri(settings.Server, "/"), cancellationToken);
        if (settings.Call is { } call)
            return FindCall(sold, call);
        if (sold.Count > 0)
            output.WriteLine($"{settings.Server.Authority} sells {string.Join(", ", sold.Take(8).Select(endpoint => UntrustedText.Clean($"{endpoint.Method} {endpoint.Route} for {endpoint.Prices}")))}");
        // what is declared for both sides is bought by its declaration, and where there is no catalogue too
        var shown = sold.FirstOrDefault(endpoint => endpoint.Route == WeatherRoute) is null ? sold.FirstOrDefault(Shows) : null;
        return shown is null
            ? Errand.Weather(weather, settings.City)
            : Errand.Of(shop, settings.Server, CallBuilder.Build(shown, "GET", Inputs(shown), out _)!);
    }

    // a plain GET that takes nothing but a city
    private bool Shows(SoldEndpoint endpoint) => endpoint.Answers("GET") && CallBuilder.Build(endpoint, "GET", Inputs(endpoint), out _) is { Body: null };

    private Dictionary<string, string> Inputs(SoldEndpoint endpoint) =>
        endpoint.Route.Contains("city", StringComparison.OrdinalIgnoreCase) ? new() { ["city"] = settings.City } : [];

    private Errand? FindCall(IReadOnlyList<SoldEndpoint> sold, string call)
    {
        var (method, route) = (call.Split(' ')[0], call.Split(' ')[1]);
        if (sold.FirstOrDefault(endpoint => endpoint.Route == route && endpoint.Answers(method)) is not { } wanted)
        {
            output.WriteLine(sold.Count == 0
                ? $"not bought {call}: {settings.Server.Authority} has no catalogue that can be read"
                : $"not bought {call}: {settings.Server.Authority} sells {string.Join(", ", sold.Take(8).Select(endpoint => UntrustedText.Clean($"{endpoint.Method} {endpoint.Route}")))}");
            return null;
        }
        if (CallBuilder.Build(wanted, method, settings.Inputs, out var problems) is { } built)
            return Errand.Of(shop, settings.Server, built);
        output.WriteLine($"not bought {call}: {UntrustedText.Clean(string.Join(' ', problems))}");
        return null;
    }

    private async Task<ExitCode> BuyAsync(Errand errand, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var bought = await errand.BuyAsync(cancellationToken);
            if (bought.Receipt is { } receipt)
                return await ReportAsync(errand.What, bought, receipt, time.GetElapsedTime(started), cancellationToken);
            if (bought.Failure is not { } failure)
                return ReportFree(errand.What, bought);
            output.WriteLine($"{Verb(bought.Outcome)} {errand.What}: {failure.Message}");
            _exhausted = failure.Reason == PurchaseReasons.OverBudget;
            // the agent's own store may be back by the next try, as a server may
            return failure.Reason == PurchaseReasons.StoreUnavailable ? ExitCode.ServerFailed : CodeOf(bought.Outcome);
        }
        catch (HttpRequestException e)
        {
            output.WriteLine($"failed {errand.What}: {settings.Server.Authority} cannot be reached ({e.HttpRequestError}); nothing was paid");
            return ExitCode.ServerFailed;
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            output.WriteLine($"unknown {errand.What}: no answer in time; if it was paid, the next try sends the same payment");
            return ExitCode.Unknown;
        }
    }

    private async Task<ExitCode> ReportAsync(string what, Bought bought, PaymentReceipt receipt, TimeSpan duration, CancellationToken cancellationToken)
    {
        _bought++;
        _spent += AmountFormat.ToDollars(receipt.Amount, receipt.Asset);
        var balance = await wallet.BalanceAsync(receipt.Payer, receipt.Asset, cancellationToken);
        var verb = bought.IsSuccess ? "bought" : $"paid, but got {bought.Status} for,";
        output.WriteLine(
            $"{verb} {what} for {receipt.AmountText} as {receipt.Payer} in {Seconds(duration)}, transaction {receipt.Transaction}, budget left {await purse.LeftAsync(cancellationToken)}"
            + (balance is null ? "" : $", balance left {balance}"));
        // who calls something by name wants to see what it says
        if (settings.Call is not null && bought.Content is { } content)
            output.WriteLine(ResultText.Of(content));
        return bought.IsSuccess ? ExitCode.Done : ExitCode.NotDelivered;
    }

    private ExitCode ReportFree(string what, Bought bought)
    {
        output.WriteLine(bought.IsSuccess ? $"got {what} without a receipt: it is free, or the server keeps no books" : $"failed {what}: the server answers {bought.Status}{ResultText.ProblemIn(bought.Content)}");
        return bought.IsSuccess ? ExitCode.Done : ExitCode.ServerFailed;
    }

    private ExitCode Stop(ExitCode code)
    {
        // a loop that has bought until nothing more fits has done its work
        if (settings.Loop && _exhausted && _bought > 0)
        {
            output.WriteLine($"stopped, budget exhausted: {Total()}");
            return ExitCode.Done;
        }
        if (settings.Loop)
            output.WriteLine($"stopped, {code switch { ExitCode.NotPaid => "nothing may be paid", ExitCode.Refused => "payment refused", ExitCode.NotDelivered => "paid and not delivered", _ => "too many failures" }}: {Total()}");
        return code;
    }

    private string Total() => $"{_bought} purchases for {AmountFormat.Dollars(_spent)} of {AmountFormat.Dollars(settings.Budget)} in {Seconds(_clock.Elapsed)}";

    private static string Seconds(TimeSpan duration) => duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private static string Verb(PurchaseOutcome outcome) => outcome switch
    {
        PurchaseOutcome.NotMade => "not bought",
        PurchaseOutcome.Refused => "refused",
        PurchaseOutcome.NotDelivered => "not delivered",
        _ => "unknown",
    };

    private static ExitCode CodeOf(PurchaseOutcome outcome) => outcome switch
    {
        PurchaseOutcome.NotMade => ExitCode.NotPaid,
        PurchaseOutcome.Refused => ExitCode.Refused,
        PurchaseOutcome.NotDelivered => ExitCode.NotDelivered,
        _ => ExitCode.Unknown,
    };
}
