namespace X402.Evm.Cryptography.Curve;

/// <summary>
/// Addition and doubling on y² = x³ + 7 in Jacobian coordinates. Numbers in parentheses are magnitudes. None of the formulas
/// contains the 7, so they hold on every isomorphic curve y² = x³ + 7 u^6 too; <see cref="LinearCombination{TMul}"/> makes use of that.
/// </summary>
internal static class PointArithmetic<TMul>
    where TMul : struct, IWideMultiplier
{
    /// <summary>
    /// Doubles <paramref name="p"/>: with the tangent's slope scaled by Z, L = 3/2 X², S = Y² and T = -X S:
    /// X' = L² + 2 T, Y' = -(L (X' + T) + S²), Z' = Y Z. 3 multiplications, 4 squarings. No point of this group has Y = 0.
    /// </summary>
    public static void Double(ref JacobianPoint p)
    {
        if (p.IsInfinity)
        {
            return;
        }

        Field<TMul>.Multiply(out p.Z, in p.Z, in p.Y); // (1)
        Field<TMul>.Square(out var s, in p.Y); // (1)
        Field<TMul>.Square(out var l, in p.X); // (1)
        l.Scale(3); // (3)
        l.Halve(); // (2)
        FieldElement.Negate(out var t, in s, 1); // (2)
        Field<TMul>.Multiply(out t, in t, in p.X); // (1)
        Field<TMul>.Square(out p.X, in l); // (1)
        p.X.Add(in t);
        p.X.Add(in t); // (3)
        Field<TMul>.Square(out s, in s); // (1)
        t.Add(in p.X); // (4)
        Field<TMul>.Multiply(out var y, in t, in l); // (1)
        y.Add(in s); // (2)
        FieldElement.Negate(out p.Y, in y, 2); // (3)
    }

    /// <summary>Adds (<paramref name="x"/>, <paramref name="y"/>), magnitudes (1) and (2).</summary>
    /// <param name="p">The sum.</param>
    /// <param name="x">The point's x.</param>
    /// <param name="y">The point's y.</param>
    /// <param name="ratio">The new Z divided by the old one.</param>
    public static void Add(ref JacobianPoint p, in FieldElement x, in FieldElement y, out FieldElement ratio)
    {
        if (p.IsInfinity)
        {
            p = new JacobianPoint { X = x, Y = y, Z = FieldElement.One };
            ratio = FieldElement.One;
            return;
        }

        Field<TMul>.Square(out var zz, in p.Z);
        Field<TMul>.Multiply(out var u, in x, in zz);
        Field<TMul>.Multiply(out var s, in y, in zz);
        Field<TMul>.Multiply(out s, in s, in p.Z);
        AddScaled(ref p, in u, in s, out ratio);
    }

    /// <summary>
    /// Adds the point whose Jacobian coordinates are (<paramref name="x"/>, <paramref name="y"/>, 1/<paramref name="inverseZ"/>):
    /// it is brought to p's denominator with Z times inverseZ in the place of Z.
    /// </summary>
    public static void AddWithInverseZ(ref JacobianPoint p, in FieldElement x, in FieldElement y, in FieldElement inverseZ)
    {
        if (p.IsInfinity)
        {
            Field<TMul>.Square(out var square, in inverseZ);
            Field<TMul>.Multiply(out p.X, in x, in square);
            Field<TMul>.Multiply(out var cube, in square, in inverseZ);
            Field<TMul>.Multiply(out p.Y, in y, in cube);
            p.Z = FieldElement.One;
            p.IsInfinity = false;
            return;
        }

        Field<TMul>.Multiply(out var z, in p.Z, in inverseZ);
        Field<TMul>.Square(out var zz, in z);
        Field<TMul>.Multiply(out var u, in x, in zz);
        Field<TMul>.Multiply(out var s, in y, in zz);
        Field<TMul>.Multiply(out s, in s, in z);
        AddScaled(ref p, in u, in s, out _);
    }

    /// <summary>The normalized coordinates of <paramref name="p"/>, which is not infinity.</summary>
    public static AffinePoint ToAffine(in JacobianPoint p)
    {
        var inverseZ = p.Z;
        inverseZ.Invert();
        return ToAffine(in p, in inverseZ);
    }

    /// <inheritdoc cref="ToAffine(in JacobianPoint)"/>
    public static AffinePoint ToAffine(in JacobianPoint p, in FieldElement inverseZ)
    {
        Field<TMul>.Square(out var square, in inverseZ);
        Field<TMul>.Multiply(out var cube, in square, in inverseZ);
        AffinePoint result;
        Field<TMul>.Multiply(out result.X, in p.X, in square);
        Field<TMul>.Multiply(out result.Y, in p.Y, in cube);
        result.X.Normalize();
        result.Y.Normalize();
        return result;
    }

    /// <summary>
    /// Adds the point (u, s) / (Z², Z³), which has p's own denominator. With H = u - X and I = Y - s:
    /// Z' = Z H, X' = I² - H³ - 2 X H², Y' = I (X' - X H²) - Y H³. 8 multiplications and 3 squarings in all for a point with Z = 1.
    /// </summary>
    private static void AddScaled(ref JacobianPoint p, in FieldElement u, in FieldElement s, out FieldElement ratio)
    {
        FieldElement.Negate(out var h, in p.X, 4); // (5)
        h.Add(in u); // (6)
        FieldElement.Negate(out var i, in s, 1); // (2)
        i.Add(in p.Y); // (6)
        if (h.IsZero())
        {
            // Same x: the same point, whose tangent is another formula, or its opposite.
            ratio = p.Y;
            p.IsInfinity = !i.IsZero();
            Double(ref p);
            return;
        }

        Field<TMul>.Multiply(out p.Z, in p.Z, in h); // (1)
        Field<TMul>.Square(out var minusHh, in h); // (1)
        FieldElement.Negate(out minusHh, in minusHh, 1); // (2)
        Field<TMul>.Multiply(out var minusHhh, in minusHh, in h); // (1)
        Field<TMul>.Multiply(out var t, in p.X, in minusHh); // (1)
        Field<TMul>.Square(out p.X, in i); // (1)
        p.X.Add(in minusHhh);
        p.X.Add(in t);
        p.X.Add(in t); // (4)
        t.Add(in p.X); // (5)
        Field<TMul>.Multiply(out t, in t, in i); // (1)
        Field<TMul>.Multiply(out minusHhh, in minusHhh, in p.Y); // (1)
        t.Add(in minusHhh); // (2)
        p.Y = t;
        ratio = h;
    }
}
