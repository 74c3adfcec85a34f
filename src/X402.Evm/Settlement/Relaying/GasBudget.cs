using Microsoft.Extensions.Logging;
using X402.Money;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>
/// What payments of one payer and in one token may cost the relayers (SG-28), and a pause for tokens whose settlements fail one after the other:
/// nobody can drain the relayers with payments that are worth less than their gas, or that never succeed. Thread-safe.
/// </summary>
/// <remarks>
/// A settlement is charged at its highest price before it is signed, and at its real one once it is decided; what is not sent after all is given
/// back, so nothing that waits is charged. What is lost on its way, because another process decided it, stays charged until the period ends: too
/// much is counted, never too little.
/// </remarks>
internal sealed class GasBudget(EvmNetworkOptions options, TimeProvider time, ILogger logger)
{
    private const ulong WeiPerGwei = 1_000_000_000;

    // beyond this the accounts of past periods are dropped
    private const int SweepAt = 10_000;

    private readonly UInt256 _perPayer = (UInt256)options.MaxGasCostPerPayerGwei * WeiPerGwei;
    private readonly UInt256 _perAsset = (UInt256)options.MaxGasCostPerAssetGwei * WeiPerGwei;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Account> _payers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Account> _assets = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Charges a settlement that is about to be signed, once.</summary>
    /// <returns><see langword="null"/> when it may be sent, otherwise why not.</returns>
    public PaymentReason? Charge(SettlementItem item, UInt256 cost)
    {
        var now = time.GetUtcNow();
        var (payer, asset) = (item.Call.Id.Payer, item.Call.Id.Asset);
        lock (_gate)
        {
            if (_failures.TryGetValue(asset, out var failures) && failures.PausedUntil > now)
                return PaymentReasons.SettlementsPaused;
            if (item.GasCharge is not null)
                return null;
            if (!HasRoom(_payers, payer, _perPayer, cost, now) || !HasRoom(_assets, asset, _perAsset, cost, now))
                return PaymentReasons.GasBudgetExhausted;
            Add(_payers, payer, _perPayer, cost, now);
            Add(_assets, asset, _perAsset, cost, now);
            item.GasCharge = (cost, now);
            return null;
        }
    }

    /// <summary>Gives back what a settlement was charged that is not sent.</summary>
    public void Return(SettlementItem item)
    {
        if (item.GasCharge is not { } charge)
            return;
        item.GasCharge = null;
        lock (_gate)
            Correct(item, charge, UInt256.Zero);
    }

    /// <summary>Ends the charge of a settlement that is decided.</summary>
    /// <param name="item">The settlement.</param>
    /// <param name="actual">What it cost, in wei; <see langword="null"/> where that is not known: it stays charged.</param>
    public void Close(SettlementItem item, UInt256? actual)
    {
        if (item.GasCharge is not { } charge)
            return;
        item.GasCharge = null;
        lock (_gate)
        {
            if (actual is { } cost)
                Correct(item, charge, cost);
            if (item.Record.State is SettlementState.Reverted)
                Fail(item.Call.Id.Asset);
            else if (item.Record.State is SettlementState.Confirmed or SettlementState.Settled)
                _failures.Remove(item.Call.Id.Asset);
        }
    }

    /// <summary>Counts a settlement as failed about which its transaction proves nothing: it costs gas all the same.</summary>
    public void NoteFailure(SettlementItem item)
    {
        lock (_gate)
            Fail(item.Call.Id.Asset);
    }

    private bool HasRoom(Dictionary<string, Account> accounts, string key, UInt256 limit, UInt256 cost, DateTimeOffset now) =>
        limit.IsZero || (accounts.TryGetValue(key, out var account) && IsCurrent(account, now) ? account.Spent : UInt256.Zero) + cost <= limit;

    private void Add(Dictionary<string, Account> accounts, string key, UInt256 limit, UInt256 cost, DateTimeOffset now)
    {
        if (limit.IsZero)
            return;
        if (accounts.TryGetValue(key, out var account) && IsCurrent(account, now))
        {
            accounts[key] = account with { Spent = account.Spent + cost };
            return;
        }
        if (accounts.Count >= SweepAt)
        {
            foreach (var (old, past) in accounts)
            {
                if (!IsCurrent(past, now))
                    accounts.Remove(old);
            }
        }
        accounts[key] = new(now, cost);
    }

    private void Correct(SettlementItem item, (UInt256 Cost, DateTimeOffset At) charge, UInt256 actual)
    {
        Correct(_payers, item.Call.Id.Payer, charge, actual);
        Correct(_assets, item.Call.Id.Asset, charge, actual);
    }

    private void Correct(Dictionary<string, Account> accounts, string key, (UInt256 Cost, DateTimeOffset At) charge, UInt256 actual)
    {
        // a period that has begun since does not know the charge
        if (!accounts.TryGetValue(key, out var account) || charge.At < account.Began || !IsCurrent(account, time.GetUtcNow()))
            return;
        var others = account.Spent > charge.Cost ? account.Spent - charge.Cost : UInt256.Zero;
        accounts[key] = account with { Spent = others + actual };
    }

    private void Fail(string asset)
    {
        if (options.FailuresBeforePause == 0)
            return;
        var count = (_failures.TryGetValue(asset, out var failures) ? failures.Count : 0) + 1;
        var pauses = count >= options.FailuresBeforePause;
        if (pauses)
            Log.Paused(logger, asset, count, options.FailurePause.TotalSeconds);
        _failures[asset] = new(count, pauses ? time.GetUtcNow() + options.FailurePause : DateTimeOffset.MinValue);
    }

    private bool IsCurrent(Account account, DateTimeOffset now) => now - account.Began < options.GasBudgetPeriod;

    private readonly record struct Account(DateTimeOffset Began, UInt256 Spent);

    private readonly record struct Failures(int Count, DateTimeOffset PausedUntil);
}
