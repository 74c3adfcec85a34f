namespace X402.Client;

/// <summary>A budget: the most that may be spent in a scope, at all or within a sliding window.</summary>
/// <param name="Scope">What is counted together.</param>
/// <param name="Max">The most, in dollars, written as <c>$1.50</c>.</param>
/// <param name="Window">How far back spending counts; <see langword="null"/> for the life of the <see cref="Purchases.ISpendBudget"/>.</param>
public sealed record BudgetRule(BudgetScope Scope, string Max, TimeSpan? Window = null);
