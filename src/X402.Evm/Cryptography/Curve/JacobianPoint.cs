namespace X402.Evm.Cryptography.Curve;

/// <summary>The point (X / Z², Y / Z³), which can be added to without dividing. Magnitudes: X and Y up to 4, Z 1.</summary>
internal struct JacobianPoint
{
    public FieldElement X, Y, Z;

    /// <summary>The neutral element; the coordinates mean nothing then.</summary>
    public bool IsInfinity;

    public static JacobianPoint Infinity => new() { IsInfinity = true };

    public static JacobianPoint From(in AffinePoint point) => new() { X = point.X, Y = point.Y, Z = FieldElement.One };
}
