namespace X402.Client;

/// <summary>What a budget counts together.</summary>
public enum BudgetScope
{
    /// <summary>Everything the HTTP client of one name buys.</summary>
    Total = 0,

    /// <summary>What it buys from one host and port.</summary>
    Host = 1,

    /// <summary>What it pays to one recipient on one network.</summary>
    Payee = 2,
}
