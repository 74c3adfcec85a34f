using System.Globalization;
using System.Text;
using X402.Client;
using X402.Evm.Rpc;
using X402.Ledger;
using X402.Money;
using X402.Payments;
using X402.Protocol;
using X402.Settlement;

namespace X402.Campaign.Chaos;

/// <summary>
/// Compares what the chain, the servers' ledger, the facilitators' journal and the buyers know. Every difference is a finding, with everything
/// that is on record about the payment.
/// </summary>
internal sealed class Auditor(ChaosStack stack, IReadOnlyList<Shopper> shoppers)
{
    private const int All = 10_000;
    private static readonly PaymentQuery s_openPayments = new() { States = [PaymentState.Unknown, PaymentState.Settling, PaymentState.Serving], Limit = All };
    private static readonly SettlementQuery s_openSettlements = new()
    {
        States = [SettlementState.Accepted, SettlementState.Signed, SettlementState.Broadcast, SettlementState.Unknown, SettlementState.Confirmed, SettlementState.Reverted],
        Limit = All,
    };

    private readonly List<string> _findings = [];

    /// <summary>Waits until nothing is open any more: no payment, no settlement, no relayer's transaction.</summary>
    /// <returns>What is still open when the time is over.</returns>
    public async Task<IReadOnlyList<string>> SettleDownAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var open = await FindOpenAsync();
            if (open.Count == 0 || cancellationToken.IsCancellationRequested)
                return open;
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken));
        }
    }

    /// <returns>The findings; none means that not a cent is lost, charged twice or given away.</returns>
    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        var chain = await ChainBooks.ReadAsync(stack, CancellationToken.None);
        var settled = 0;
        foreach (var shopper in shoppers)
            settled += await AuditAsync(shopper, chain);
        var delivered = shoppers.Sum(static shopper => shopper.Orders.Count(static order => order.Receipt is not null));
        Check(chain.Transfers == delivered, $"The payee got {chain.Transfers} transfers for {delivered} deliveries.");
        Check(chain.Received == (UInt256)ChaosStack.Price * (ulong)delivered, $"The payee got {chain.Received} for {delivered} deliveries at {ChaosStack.Price}.");
        Check(chain.Transfers == settled, $"The payee got {chain.Transfers} transfers, and {settled} settled payments are on record.");
        foreach (var relayer in stack.Relayers)
        {
            var (latest, pending) = await CountAsync(relayer);
            Check(latest == pending, $"Relayer {relayer} has {latest} transactions in blocks and {pending} with those outside.");
        }
        return _findings;
    }

    private async Task<int> AuditAsync(Shopper shopper, ChainBooks chain)
    {
        foreach (var order in shopper.Orders.Where(static order => order.Receipt is null))
            _findings.Add($"{order.Key} of {shopper.Address} is not delivered after {order.Attempts} attempts: {order.LastWords}");
        var delivered = shopper.Orders.Count(static order => order.Receipt is not null);
        var spent = (UInt256)Shopper.Funds - await stack.Chain.BalanceOfAsync(shopper.Address);
        Check(spent == (UInt256)ChaosStack.Price * (ulong)delivered, $"{shopper.Address} spent {spent} on {delivered} deliveries at {ChaosStack.Price}.");
        Check(chain.UsedBy(shopper.Address) == delivered, $"{shopper.Address} used {chain.UsedBy(shopper.Address)} authorizations for {delivered} deliveries.");

        var bought = shopper.Orders.Where(static order => order.Receipt is not null).Select(static order => order.Receipt!).ToDictionary(static receipt => receipt.PaymentId);
        var settled = 0;
        foreach (var id in shopper.Audit.Where(static entry => entry.Event == PurchaseEvent.Signed).Select(static entry => Parse(entry.PaymentId)).Distinct())
        {
            var record = await stack.Ledger.FindAsync(id, CancellationToken.None);
            var settlement = await stack.Journal.FindAsync(id, CancellationToken.None);
            var isPaid = chain.Has(id);
            // owed, and delivered all the same: the server died between the last byte and its note of it
            var isNoted = record?.State is PaymentState.Settled or PaymentState.Owed;
            if (isNoted)
                settled++;
            var problem = (isPaid, record?.State, settlement?.State) switch
            {
                (true, _, _) when !isNoted => "paid, and the ledger does not say so",
                (false, _, _) when isNoted => "settled in the ledger, and not paid",
                (true, _, not SettlementState.Settled) => "paid, and the journal does not say so",
                (false, _, SettlementState.Settled) => "settled in the journal, and not paid",
                (_, PaymentState.Unknown or PaymentState.Settling or PaymentState.Serving, _) => "open in the ledger",
                (_, PaymentState.Owed, _) when PaymentFlow.Of(record.Requirements) != PaymentFlow.Upfront => "owed, although it is paid after the work",
                _ when isPaid && !bought.ContainsKey(id) => "paid, and not delivered",
                _ when bought.TryGetValue(id, out var receipt) && !chain.Has(id, receipt.Transaction) => "delivered with a receipt that names another transaction",
                _ => null,
            };
            if (problem is not null)
                _findings.Add(Describe(problem, id, shopper, record, settlement));
        }
        return settled;
    }

    private async Task<IReadOnlyList<string>> FindOpenAsync()
    {
        var open = new List<string>();
        await foreach (var payment in stack.Ledger.QueryAsync(s_openPayments, CancellationToken.None))
            open.Add($"payment {payment.Id} is {payment.State}");
        await foreach (var settlement in stack.Journal.QueryAsync(s_openSettlements, CancellationToken.None))
            open.Add($"settlement {settlement.Id} is {settlement.State}");
        foreach (var relayer in stack.Relayers)
        {
            var (latest, pending) = await CountAsync(relayer);
            if (latest != pending)
                open.Add($"relayer {relayer} has {pending - latest} transactions in no block");
        }
        return open;
    }

    private async Task<(ulong Latest, ulong Pending)> CountAsync(Evm.EvmAddress account)
    {
        var (latest, pending) = (EvmRpcCalls.TransactionCount(account), EvmRpcCalls.TransactionCount(account, BlockTag.Pending));
        await stack.Chain.Rpc.SendAsync([latest, pending], CancellationToken.None);
        return (latest.Result, pending.Result);
    }

    private void Check(bool isRight, string finding)
    {
        if (!isRight)
            _findings.Add(finding);
    }

    private static PaymentId Parse(string? text) => PaymentId.TryParse(text, out var id) ? id : throw new InvalidOperationException($"'{text}' is no payment.");

    private static string Describe(string problem, PaymentId id, Shopper shopper, PaymentRecord? record, SettlementRecord? settlement)
    {
        var text = new StringBuilder().AppendLine(problem).Append("  ").Append(id).AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"  ledger  {record?.State.ToString() ?? "nothing"}").AppendLine();
        foreach (var step in record?.History ?? [])
            text.Append(CultureInfo.InvariantCulture, $"    {step.At:HH:mm:ss.fff} {step.State} {step.Reason} {step.Transaction}").AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"  journal {settlement?.State.ToString() ?? "nothing"} carried by {settlement?.CarriedBy}").AppendLine();
        foreach (var step in settlement?.History ?? [])
            text.Append(CultureInfo.InvariantCulture, $"    {step.At:HH:mm:ss.fff} {step.State} {step.Reason} {step.Transaction}").AppendLine();
        text.AppendLine("  buyer");
        foreach (var entry in shopper.Audit.Where(entry => entry.PaymentId == id.ToString()))
            text.Append(CultureInfo.InvariantCulture, $"    {entry.At:HH:mm:ss.fff} {entry.Event} {entry.Reason} {entry.Receipt?.Transaction}").AppendLine();
        return text.ToString();
    }
}
