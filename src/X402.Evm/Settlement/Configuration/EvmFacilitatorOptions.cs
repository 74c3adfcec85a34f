namespace X402.Evm.Settlement;

/// <summary>The EVM part of the section <c>Facilitator</c>.</summary>
public sealed class EvmFacilitatorOptions
{
    /// <summary>The chains that are served.</summary>
    public IList<EvmNetworkOptions> Networks { get; } = [];
}
