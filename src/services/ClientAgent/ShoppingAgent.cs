using System.Diagnostics;
using System.Globalization;
using X402.Client;
using X402.Money;
using X402.Reasons;

namespace X402.ClientAgent;

/// <summary>Buys, once or again and again, and says in plain lines what it bought and why it stopped.</summary>
internal sealed class ShoppingAgent(HttpClient shop, Catalogue catalogue, Wallet wallet, Purse purse, AgentSettings settings, TimeProvider time, TextWriter output)
{
    /// <summary>How long a purchase that has begun may go on after somebody stopped the agent, because it may be paid already.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private const int PatienceWithFailures = 10;

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
            var url = await FindAsync(stopping);
            for (var failures = 0; ;)
            {
                var code = await BuyAsync(url, hard.Token);
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

    private async Task<Uri> FindAsync(CancellationToken cancellationToken)
    {
        if (settings.Path is { } given)
            return new Uri(settings.Server, given);
        var (path, sold) = await catalogue.FindAsync(settings.Server, settings.City, cancellationToken);
        if (sold.Count > 0)
            output.WriteLine($"{settings.Server.Authority} sells {string.Join(", ", sold.Take(8))}");
        return new Uri(settings.Server, path);
    }

    private async Task<ExitCode> BuyAsync(Uri url, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var what = $"GET {url.AbsolutePath}";
        try
        {
            using var result = await shop.GetPaidAsync(url, cancellationToken);
            if (result.Receipt is { } receipt)
                return await ReportAsync(what, result.Response!, receipt, time.GetElapsedTime(started), cancellationToken);
            if (result.HasResponse)
                return ReportFree(what, result.Response);
            output.WriteLine($"{Verb(result.Outcome)} {what}: {result.Failure.Message}");
            _exhausted = result.Failure.Reason == PurchaseReasons.OverBudget;
            // the agent's own store may be back by the next try, as a server may
            return result.Failure.Reason == PurchaseReasons.StoreUnavailable ? ExitCode.ServerFailed : CodeOf(result.Outcome);
        }
        catch (HttpRequestException e)
        {
            output.WriteLine($"failed {what}: {url.Authority} cannot be reached ({e.HttpRequestError}); nothing was paid");
            return ExitCode.ServerFailed;
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            output.WriteLine($"unknown {what}: no answer in time; if it was paid, the next try sends the same payment");
            return ExitCode.Unknown;
        }
    }

    private async Task<ExitCode> ReportAsync(string what, HttpResponseMessage response, PaymentReceipt receipt, TimeSpan duration, CancellationToken cancellationToken)
    {
        _bought++;
        _spent += AmountFormat.ToDollars(receipt.Amount, receipt.Asset);
        var balance = await wallet.BalanceAsync(receipt.Payer, receipt.Asset, cancellationToken);
        var verb = response.IsSuccessStatusCode ? "bought" : $"paid, but got {(int)response.StatusCode} for,";
        output.WriteLine(
            $"{verb} {what} for {receipt.AmountText} as {receipt.Payer} in {Seconds(duration)}, transaction {receipt.Transaction}, budget left {await purse.LeftAsync(cancellationToken)}"
            + (balance is null ? "" : $", balance left {balance}"));
        return response.IsSuccessStatusCode ? ExitCode.Done : ExitCode.NotDelivered;
    }

    private ExitCode ReportFree(string what, HttpResponseMessage response)
    {
        var isFine = response.IsSuccessStatusCode;
        output.WriteLine(isFine ? $"got {what} without a receipt: it is free, or the server keeps no books" : $"failed {what}: the server answers {(int)response.StatusCode}");
        return isFine ? ExitCode.Done : ExitCode.ServerFailed;
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
