namespace X402.Evm.Settlement;

/// <summary>What was found at the configured nodes when the network was started.</summary>
/// <param name="IsDevelopment">Whether it is a local chain, which may be thrown away and begun anew.</param>
/// <param name="Sequence">
/// The name under which relayers' nonces are journalled: the network, and on a development chain its first block too, so that a chain that was
/// begun anew does not continue the nonces of the one before.
/// </param>
/// <param name="HasMulticall">Whether settlements can share transactions; looked for again until it is so.</param>
internal sealed record ChainIdentity(bool IsDevelopment, string Sequence, bool HasMulticall);
