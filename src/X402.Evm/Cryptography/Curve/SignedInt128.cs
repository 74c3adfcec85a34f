namespace X402.Evm.Cryptography.Curve;

/// <summary>A sign and 128 bits.</summary>
internal readonly struct SignedInt128(bool isNegative, ulong low, ulong high)
{
    public readonly bool IsNegative = isNegative;
    public readonly ulong Low = low, High = high;
}
