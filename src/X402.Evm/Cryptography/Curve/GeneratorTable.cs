namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// The odd multiples of G and of 2^128 G, for multiplications of the fixed point: a 256-bit scalar is two halves of 128 bits that share
/// their doublings. 160 KiB, computed on first use, once; the type initializer is the lock.
/// </summary>
internal static class GeneratorTable<TMul>
    where TMul : struct, IWideMultiplier
{
    /// <summary>Digits of width 12: about ten additions per half. A bit more saves half an addition and doubles the table.</summary>
    public const int Width = 12;

    private const int Count = 1 << (Width - 2);

    /// <summary>G, 3 G, 5 G ... 2047 G.</summary>
    public static readonly AffinePoint[] Low = OddMultiples(AffinePoint.Generator);

    /// <summary>The same multiples of 2^128 G.</summary>
    public static readonly AffinePoint[] High = OddMultiples(TimesTwoTo128(AffinePoint.Generator));

    private static AffinePoint TimesTwoTo128(in AffinePoint point)
    {
        var p = JacobianPoint.From(in point);
        for (var i = 0; i < 128; i++)
        {
            PointArithmetic<TMul>.Double(ref p);
        }

        return PointArithmetic<TMul>.ToAffine(in p);
    }

    private static AffinePoint[] OddMultiples(in AffinePoint point)
    {
        var twice = JacobianPoint.From(in point);
        PointArithmetic<TMul>.Double(ref twice);
        var step = PointArithmetic<TMul>.ToAffine(in twice);

        var points = new JacobianPoint[Count];
        points[0] = JacobianPoint.From(in point);
        for (var i = 1; i < Count; i++)
        {
            points[i] = points[i - 1];
            PointArithmetic<TMul>.Add(ref points[i], in step.X, in step.Y, out _);
        }

        return ToAffine(points);
    }

    // One inversion for all (Montgomery): invert the product of all Z, then peel them off from the end.
    private static AffinePoint[] ToAffine(JacobianPoint[] points)
    {
        var products = new FieldElement[points.Length];
        products[0] = points[0].Z;
        for (var i = 1; i < points.Length; i++)
        {
            Field<TMul>.Multiply(out products[i], in products[i - 1], in points[i].Z);
        }

        var inverse = products[^1];
        inverse.Invert();
        var affine = new AffinePoint[points.Length];
        for (var i = points.Length - 1; i >= 0; i--)
        {
            var inverseZ = inverse;
            if (i > 0)
            {
                Field<TMul>.Multiply(out inverseZ, in inverse, in products[i - 1]);
                Field<TMul>.Multiply(out inverse, in inverse, in points[i].Z);
            }

            affine[i] = PointArithmetic<TMul>.ToAffine(in points[i], in inverseZ);
        }

        return affine;
    }
}
