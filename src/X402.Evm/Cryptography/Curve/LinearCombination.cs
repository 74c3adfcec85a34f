namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// a G + b R in one pass (Straus): the doublings, which are two thirds of the work, are shared by four multiplications of half length:
/// a = a1 + a2 2^128 over the tables of G and 2^128 G, and b = b1 + b2 λ over the odd multiples of R and of λ R.
/// </summary>
/// <remarks>Variable time: for public numbers only.</remarks>
internal static class LinearCombination<TMul>
    where TMul : struct, IWideMultiplier
{
    // Digits for R: eight odd multiples, about 21 additions per half.
    private const int Width = 5;
    private const int MultipleCount = 1 << (Width - 2);

    public static JacobianPoint Compute(in Scalar a, in Scalar b, in AffinePoint point)
    {
        Span<short> lowDigits = stackalloc short[SignedDigits.Count];
        Span<short> highDigits = stackalloc short[SignedDigits.Count];
        Span<short> pointDigits = stackalloc short[SignedDigits.Count];
        Span<short> rotatedDigits = stackalloc short[SignedDigits.Count];
        Endomorphism.Split(in b, out var b1, out var b2);
        var length = Math.Max(
            Math.Max(
                SignedDigits.Recode(new SignedInt128(false, a.D0, a.D1), GeneratorTable<TMul>.Width, lowDigits),
                SignedDigits.Recode(new SignedInt128(false, a.D2, a.D3), GeneratorTable<TMul>.Width, highDigits)),
            Math.Max(
                SignedDigits.Recode(in b1, Width, pointDigits),
                SignedDigits.Recode(in b2, Width, rotatedDigits)));

        // From here on all is on the isomorphic curve where the multiples of R have Z = 1. G's tables have 1/z there.
        Span<AffinePoint> multiples = stackalloc AffinePoint[MultipleCount];
        Span<AffinePoint> rotated = stackalloc AffinePoint[MultipleCount];
        OddMultiples(in point, multiples, out var z);
        for (var i = 0; i < MultipleCount; i++)
        {
            Field<TMul>.Multiply(out rotated[i].X, in multiples[i].X, in Endomorphism.Beta);
            rotated[i].Y = multiples[i].Y;
        }

        ReadOnlySpan<AffinePoint> low = GeneratorTable<TMul>.Low;
        ReadOnlySpan<AffinePoint> high = GeneratorTable<TMul>.High;
        var sum = JacobianPoint.Infinity;
        for (var i = length - 1; i >= 0; i--)
        {
            PointArithmetic<TMul>.Double(ref sum);
            AddDigit(ref sum, pointDigits[i], multiples);
            AddDigit(ref sum, rotatedDigits[i], rotated);
            AddGeneratorDigit(ref sum, lowDigits[i], low, in z);
            AddGeneratorDigit(ref sum, highDigits[i], high, in z);
        }

        if (!sum.IsInfinity)
        {
            Field<TMul>.Multiply(out sum.Z, in sum.Z, in z);
        }

        return sum;
    }

    private static void AddDigit(ref JacobianPoint sum, int digit, ReadOnlySpan<AffinePoint> multiples)
    {
        if (digit > 0)
        {
            ref readonly var point = ref multiples[digit >> 1];
            PointArithmetic<TMul>.Add(ref sum, in point.X, in point.Y, out _);
        }
        else if (digit < 0)
        {
            ref readonly var point = ref multiples[-digit >> 1];
            FieldElement.Negate(out var y, in point.Y, 1);
            PointArithmetic<TMul>.Add(ref sum, in point.X, in y, out _);
        }
    }

    private static void AddGeneratorDigit(ref JacobianPoint sum, int digit, ReadOnlySpan<AffinePoint> multiples, in FieldElement z)
    {
        if (digit > 0)
        {
            ref readonly var point = ref multiples[digit >> 1];
            PointArithmetic<TMul>.AddWithInverseZ(ref sum, in point.X, in point.Y, in z);
        }
        else if (digit < 0)
        {
            ref readonly var point = ref multiples[-digit >> 1];
            FieldElement.Negate(out var y, in point.Y, 1);
            PointArithmetic<TMul>.AddWithInverseZ(ref sum, in point.X, in y, in z);
        }
    }

    /// <summary>
    /// P, 3 P, 5 P ... with one common denominator <paramref name="z"/> and without an inversion. 2 P = (x, y, d) is (x, y) with Z = 1 on
    /// the isomorphic curve that d defines, so steps of 2 P are cheap additions there. Each addition tells the ratio of its Z to the one before;
    /// multiplied up from the end, the ratios bring all points to the last one's Z.
    /// </summary>
    private static void OddMultiples(in AffinePoint point, Span<AffinePoint> multiples, out FieldElement z)
    {
        var twice = JacobianPoint.From(in point);
        PointArithmetic<TMul>.Double(ref twice);

        JacobianPoint current;
        Field<TMul>.Square(out var scale, in twice.Z);
        Field<TMul>.Multiply(out current.X, in point.X, in scale);
        Field<TMul>.Multiply(out scale, in scale, in twice.Z);
        Field<TMul>.Multiply(out current.Y, in point.Y, in scale);
        current.Z = FieldElement.One;
        current.IsInfinity = false;

        Span<FieldElement> ratios = stackalloc FieldElement[MultipleCount];
        multiples[0] = new AffinePoint { X = current.X, Y = current.Y };
        for (var i = 1; i < MultipleCount; i++)
        {
            PointArithmetic<TMul>.Add(ref current, in twice.X, in twice.Y, out ratios[i]);
            multiples[i] = new AffinePoint { X = current.X, Y = current.Y };
        }

        Field<TMul>.Multiply(out z, in current.Z, in twice.Z);

        // The last point has the right Z already; multiplication by one brings its coordinates to magnitude 1.
        var factor = FieldElement.One;
        for (var i = MultipleCount - 1; i >= 0; i--)
        {
            Field<TMul>.Square(out var square, in factor);
            Field<TMul>.Multiply(out multiples[i].X, in multiples[i].X, in square);
            Field<TMul>.Multiply(out square, in square, in factor);
            Field<TMul>.Multiply(out multiples[i].Y, in multiples[i].Y, in square);
            Field<TMul>.Multiply(out factor, in factor, in ratios[i]);
        }
    }
}
