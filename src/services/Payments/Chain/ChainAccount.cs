namespace X402.Services.Payments.Chain;

/// <summary>An account that takes part in payments.</summary>
/// <param name="Role">What it does: relayer, seller or payer.</param>
/// <param name="Address">Which.</param>
/// <param name="Coin">What it has for gas, for people.</param>
/// <param name="Dollars">What it has of the network's dollar, for people.</param>
/// <param name="Transactions">How many transactions it has sent.</param>
public sealed record ChainAccount(string Role, string Address, string Coin, string Dollars, ulong Transactions);
