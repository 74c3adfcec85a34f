namespace X402.Evm.Contracts;

/// <summary>What one call of several did.</summary>
/// <param name="Succeeded">Whether it returned. A call to an address without code succeeds too.</param>
/// <param name="Data">What it returned, or its revert data.</param>
public readonly record struct MulticallResult(bool Succeeded, ReadOnlyMemory<byte> Data);
