using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// MULX. The overload that returns the high half only keeps everything in registers; the one that returns both halves
/// goes through memory and costs twice the time. Use only where <c>Bmi2.X64.IsSupported</c>.
/// </summary>
internal readonly struct Bmi2Multiplier : IWideMultiplier
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong High(ulong a, ulong b) => Bmi2.X64.MultiplyNoFlags(a, b);
}
