namespace X402.Evm.Cryptography.Curve;

/// <summary>Public key recovery (SEC 1, section 4.1.6), with one arithmetic for the whole computation.</summary>
/// <remarks>
/// A signature is r = x(R) mod n and s with s R = e G + r Q, where e is the signed hash and Q the signer's public key.
/// So Q = (s/r) R - (e/r) G, where the recovery id says which of the up to four points R with this r is meant.
/// </remarks>
internal static class PublicKeyRecovery<TMul>
    where TMul : struct, IWideMultiplier
{
    /// <summary>Arguments as in <see cref="Secp256k1.TryRecoverAddress"/>, of the right lengths.</summary>
    /// <param name="digest">The signed hash.</param>
    /// <param name="r">Of the signature.</param>
    /// <param name="s">Of the signature.</param>
    /// <param name="recoveryId">0 to 3.</param>
    /// <param name="coordinates">Receives the key's x and y: 64 bytes.</param>
    public static bool TryRecover(
        ReadOnlySpan<byte> digest, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s, int recoveryId, Span<byte> coordinates)
    {
        var rn = Scalar.Read(r, out var isReducedR);
        var sn = Scalar.Read(s, out var isReducedS);
        if (recoveryId is < 0 or > 3 || !isReducedR || !isReducedS || rn.IsZero || sn.IsZero)
        {
            return false;
        }

        if (!TryFindPoint(in rn, recoveryId, out var point))
        {
            return false;
        }

        var inverse = rn.Invert();
        var e = Scalar.Read(digest, out _);
        var a = Scalar.Multiply(in e, in inverse).Negate();
        var b = Scalar.Multiply(in sn, in inverse);
        var sum = LinearCombination<TMul>.Compute(in a, in b, in point);
        if (sum.IsInfinity)
        {
            return false;
        }

        var key = PointArithmetic<TMul>.ToAffine(in sum);
        key.X.WriteTo(coordinates);
        key.Y.WriteTo(coordinates[32..]);
        return true;
    }

    private static bool TryFindPoint(in Scalar r, int recoveryId, out AffinePoint point)
    {
        if (!TryFindX(in r, (recoveryId & 2) != 0, out point.X))
        {
            point.Y = default;
            return false;
        }

        // y is a root of x³ + 7; half of all x have none.
        Field<TMul>.Square(out var right, in point.X);
        Field<TMul>.Multiply(out right, in right, in point.X);
        right.N0 += 7;
        if (!Field<TMul>.TrySquareRoot(out point.Y, in right))
        {
            return false;
        }

        point.Y.Normalize();
        if (point.Y.IsOdd != ((recoveryId & 1) != 0))
        {
            FieldElement.Negate(out point.Y, in point.Y, 1);
            point.Y.Normalize();
        }

        return true;
    }

    // The x of R is below p, r is that modulo n < p: either r, or r + n if that is below p still.
    private static bool TryFindX(in Scalar r, bool addOrder, out FieldElement x)
    {
        x = FieldElement.FromLimbs(r.D0, r.D1, r.D2, r.D3);
        if (!addOrder)
        {
            return true;
        }

        if (!r.IsBelowFieldMinusOrder)
        {
            return false;
        }

        x.Add(FieldElement.FromLimbs(0xBFD2_5E8C_D036_4141, 0xBAAE_DCE6_AF48_A03B, 0xFFFF_FFFF_FFFF_FFFE, 0xFFFF_FFFF_FFFF_FFFF));
        x.Normalize();
        return true;
    }
}
