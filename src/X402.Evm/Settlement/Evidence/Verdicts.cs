using X402.Evm.Rpc;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>Steps of settlements that are written together.</summary>
internal sealed class Verdicts(ChainContext chain)
{
    private readonly List<(SettlementItem Item, SettlementAdvance Step, TransactionReceipt? Receipt)> _steps = [];

    public int Count => _steps.Count;

    public void Add(SettlementItem item, SettlementState state, PaymentReason? reason, TransactionReceipt? receipt, ulong? gas) => _steps.Add((item, new()
    {
        Id = item.Call.Id,
        Version = item.Record.Version,
        To = state,
        Reason = reason?.Code,
        Transaction = receipt?.TransactionHash.ToString(),
        BlockNumber = receipt?.BlockNumber,
        BlockHash = receipt?.BlockHash.ToString(),
        GasUsed = gas,
        At = chain.Time.GetUtcNow(),
    }, receipt));

    /// <summary>The transfer is on the chain; where it is deep enough already, that is final in the same write.</summary>
    public void AddConfirmed(SettlementItem item, TransactionReceipt receipt, ulong gas, bool isFinal)
    {
        Add(item, SettlementState.Confirmed, null, receipt, gas);
        if (isFinal)
            _steps.Add((item, _steps[^1].Step with { Version = item.Record.Version + 1, To = SettlementState.Settled, Transaction = null }, null));
    }

    /// <summary>Keeps what is known and makes it final.</summary>
    public void AddFinal(SettlementItem item, SettlementState state) => _steps.Add((item, new()
    {
        Id = item.Call.Id,
        Version = item.Record.Version,
        To = state,
        Reason = item.Record.Reason,
        BlockNumber = item.Record.BlockNumber,
        BlockHash = item.Record.BlockHash,
        GasUsed = item.Record.GasUsed,
        At = chain.Time.GetUtcNow(),
    }, null));

    /// <summary>Writes all steps. Where another process was faster, its record is taken over.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_steps.Count == 0)
            return;
        var written = await chain.Journal.AdvanceAsync(_steps.ConvertAll(static step => step.Step), cancellationToken);
        for (var i = 0; i < written.Count; i++)
        {
            var (item, step, receipt) = _steps[i];
            var before = item.Record;
            // of two steps that were refused the first one has found out why
            if (written[i] is { } record)
                item.Follow(record);
            else if (i == 0 || _steps[i - 1].Item != item)
                item.Follow(await chain.FindReadableAsync(step.Id, cancellationToken));
            if (SettlementStateMachine.IsDecided(item.Record.State))
                chain.GasBudget.Close(item, step.GasUsed is { } gas && receipt is not null ? receipt.EffectiveGasPrice * gas : null);
            if (written[i] is not null && step.To == SettlementState.Confirmed && receipt is not null)
                SettlementTelemetry.Confirmed(item, receipt, step.GasUsed ?? receipt.GasUsed, before.UpdatedAt, step.At);
        }
    }

    /// <summary>Wakes the callers of this process.</summary>
    public void Publish()
    {
        foreach (var (item, _, _) in _steps)
            chain.Outcomes.Publish(item.Record);
    }
}
