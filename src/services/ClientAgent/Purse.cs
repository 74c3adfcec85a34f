using X402.Client;
using X402.Ledger;
using X402.Money;
using X402.Purchases;

namespace X402.ClientAgent;

/// <summary>What is left of the budget, whichever agent has spent the rest.</summary>
internal sealed class Purse(ISpendBudget budget, AgentSettings settings)
{
    private readonly SpendLimit _limit = new($"{Shop.Name}/total", settings.Budget);

    /// <summary>The rest for people; never worth failing for.</summary>
    public async ValueTask<string> LeftAsync(CancellationToken cancellationToken)
    {
        try
        {
            var spent = await budget.GetSpentAsync(_limit, cancellationToken);
            return AmountFormat.Dollars(spent > _limit.Max ? UInt256.Zero : _limit.Max - spent);
        }
        catch (LedgerUnavailableException)
        {
            return "unknown";
        }
    }
}
