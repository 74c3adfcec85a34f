namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// The high half of a 64 x 64 bit product, the one operation in which processors differ. Field arithmetic takes it as a type
/// parameter: the JIT compiles the arithmetic once per implementation and inlines it, and tests run both on one machine.
/// </summary>
internal interface IWideMultiplier
{
    /// <summary>Bits 64 to 127 of <paramref name="a"/> times <paramref name="b"/>.</summary>
    static abstract ulong High(ulong a, ulong b);
}
