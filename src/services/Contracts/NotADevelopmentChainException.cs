namespace X402.Contracts;

/// <summary>The chain is not one to play on; nothing was sent to it.</summary>
public sealed class NotADevelopmentChainException(string message) : Exception(message);
