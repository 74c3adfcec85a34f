using System.Runtime.CompilerServices;

namespace X402.Evm.Cryptography.Curve;

/// <summary>Any processor; on Arm64 the runtime turns this into UMULH.</summary>
internal readonly struct PortableMultiplier : IWideMultiplier
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong a, ulong b) => Math.BigMul(a, b, out _);
}
