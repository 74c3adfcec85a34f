namespace X402.Services.Payments.Chain;

/// <summary>A contract that payments need.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Address">Where it is.</param>
/// <param name="CodeSize">Bytes of code; 0: it is not there.</param>
/// <param name="Supply">All that exists of a token, for people; null for other contracts.</param>
public sealed record ChainContract(string Name, string Address, int CodeSize, string? Supply);
