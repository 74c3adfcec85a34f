namespace X402.Evm.Tests.Settlement;

/// <summary>A <see cref="FakeNode"/> answers one call with an error.</summary>
internal sealed class NodeErrorException(string message) : Exception(message);
