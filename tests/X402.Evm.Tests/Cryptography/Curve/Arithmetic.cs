using System.Runtime.Intrinsics.X86;
using X402.Evm.Cryptography.Curve;

namespace X402.Evm.Tests.Cryptography.Curve;

/// <summary>The operations that exist once per multiplier, so that one test runs on each that this machine has.</summary>
internal sealed record Arithmetic(
    Arithmetic.Binary Multiply, Arithmetic.Unary Square, Arithmetic.Root TrySquareRoot, Arithmetic.Combination Combine, Arithmetic.Recovery TryRecover)
{
    public delegate void Binary(out FieldElement r, in FieldElement a, in FieldElement b);

    public delegate void Unary(out FieldElement r, in FieldElement a, int times = 1);

    public delegate bool Root(out FieldElement r, in FieldElement a);

    /// <summary>a G + b R as 64 bytes, or null for the point at infinity.</summary>
    public delegate byte[]? Combination(in Scalar a, in Scalar b, in AffinePoint point);

    public delegate bool Recovery(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s, int recoveryId, Span<byte> coordinates);

    public static readonly Arithmetic Portable = For<PortableMultiplier>();

    private static readonly Arithmetic? Bmi2Arithmetic = Bmi2.X64.IsSupported ? For<Bmi2Multiplier>() : null;

    public static TheoryData<string> Names => Bmi2Arithmetic is null ? [nameof(Portable)] : [nameof(Portable), nameof(Bmi2)];

    /// <summary>The fastest one of this machine.</summary>
    public static Arithmetic Best => Bmi2Arithmetic ?? Portable;

    public static Arithmetic Named(string name) => name == nameof(Bmi2) ? Best : Portable;

    private static Arithmetic For<TMul>()
        where TMul : struct, IWideMultiplier =>
        new(Field<TMul>.Multiply, Field<TMul>.Square, Field<TMul>.TrySquareRoot, Combined<TMul>, PublicKeyRecovery<TMul>.TryRecover);

    private static byte[]? Combined<TMul>(in Scalar a, in Scalar b, in AffinePoint point)
        where TMul : struct, IWideMultiplier
    {
        var sum = LinearCombination<TMul>.Compute(in a, in b, in point);
        if (sum.IsInfinity)
        {
            return null;
        }

        var affine = PointArithmetic<TMul>.ToAffine(in sum);
        var coordinates = new byte[64];
        affine.X.WriteTo(coordinates);
        affine.Y.WriteTo(coordinates.AsSpan(32));
        return coordinates;
    }
}
