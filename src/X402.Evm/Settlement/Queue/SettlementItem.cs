using X402.Money;
using X402.Settlement;

namespace X402.Evm.Settlement;

/// <summary>A settlement that this process works on. One part of the engine owns it at a time: the queue, then a relayer, then the watcher.</summary>
internal sealed class SettlementItem(SettlementRecord record, EvmSettlementCall call)
{
    /// <summary>As it was last read from or written to the journal, with the terms of <see cref="Call"/>.</summary>
    public SettlementRecord Record { get; private set; } = record;

    public EvmSettlementCall Call { get; } = call;

    /// <summary>
    /// Whether the journal has the payment with other terms by now, or in no form that can be read. What becomes of <see cref="Call"/> then says nothing
    /// about it, and the version of <see cref="Record"/> is none with which anything can be written.
    /// </summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>
    /// Whether the settlement gets a transaction of its own: foreign code runs in it (the payer is a contract, or delegates to one), which could
    /// burn the gas of all others.
    /// </summary>
    public bool GoesAlone { get; set; } = !call.CanShare;

    /// <summary>What it may cost at most, in wei, and when that was taken from the <see cref="GasBudget"/>; none when nothing was taken.</summary>
    public (UInt256 Cost, DateTimeOffset At)? GasCharge { get; set; }

    /// <summary>Whether its transaction is in a block and nothing could be found out about it for long; it was counted as failed then.</summary>
    public bool IsHopeless { get; set; }

    /// <summary>Takes over what the journal has, unless that is to pay something else.</summary>
    public void Follow(SettlementRecord? stored)
    {
        if (stored is not null && SettlementTerms.AreSame(Record.Request, stored.Request))
            Record = stored;
        else
            IsSuperseded = true;
    }
}
