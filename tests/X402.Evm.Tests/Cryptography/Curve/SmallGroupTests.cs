using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using X402.Evm.Cryptography.Curve;

namespace X402.Evm.Tests.Cryptography.Curve;

/// <summary>
/// Every sum of two points of whole groups. The formulas do not contain the 7 of y² = x³ + 7, so they must hold on y² = x³ + b, and with other b over
/// the same field there are points of small order: there sums meet the same point, the opposite one and infinity all the time.
/// </summary>
public sealed class SmallGroupTests
{
    /// <summary>Order and a point that has it; on the curves with b = 1, 2 and 4.</summary>
    public static TheoryData<int, string, string> Groups => new()
    {
        { 3, "00", "0fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e" },
        { 13, "0edc60018a51a786b2ea91f4d4c9416c09de54c3ba13165546cf4345c7277ef15", "054cb1b6bdc8c1273087844ea43f4603e0eaf9a43f6effe55939f806d37adf8ac" },
        { 199, "0a18c15b1f06c6fa25de5d51d4acb7a426216474cefe9f6bd5ae76a293cb7ae60", "0ff15015997882c8d616a4ee1a5fd4c03fe0462c14d671879051715b3ddea754b" },
    };

    [Theory]
    [MemberData(nameof(Groups))]
    public void Every_sum_and_every_double_of_a_small_group_is_right(int order, string x, string y)
    {
        var points = Multiples(order, (Number(x), Number(y)));
        Check<PortableMultiplier>(points);
        if (Bmi2.X64.IsSupported)
            Check<Bmi2Multiplier>(points);
    }

    private static void Check<TMul>(AffinePoint?[] points)
        where TMul : struct, IWideMultiplier
    {
        var random = new Random(7);
        for (var i = 0; i < points.Length; i++)
        {
            var twice = Scaled<TMul>(points[i], random);
            PointArithmetic<TMul>.Double(ref twice);
            AssertSame<TMul>(points[2 * i % points.Length], in twice);
            for (var j = 1; j < points.Length; j++)
            {
                var other = points[j]!.Value;
                var sum = Scaled<TMul>(points[i], random);
                PointArithmetic<TMul>.Add(ref sum, in other.X, in other.Y, out _);
                AssertSame<TMul>(points[(i + j) % points.Length], in sum);

                // the other one as (X, Y, 1 / inverse)
                var inverse = CurveNumbers.ToField(CurveNumbers.Random(random));
                var z = inverse;
                z.Invert();
                var scaled = Scale<TMul>(in other, in z);
                sum = Scaled<TMul>(points[i], random);
                PointArithmetic<TMul>.AddWithInverseZ(ref sum, in scaled.X, in scaled.Y, in inverse);
                AssertSame<TMul>(points[(i + j) % points.Length], in sum);
            }
        }
    }

    private static JacobianPoint Scaled<TMul>(AffinePoint? point, Random random)
        where TMul : struct, IWideMultiplier
    {
        if (point is not { } affine)
            return JacobianPoint.Infinity;
        var z = CurveNumbers.ToField(CurveNumbers.Random(random));
        return Scale<TMul>(in affine, in z);
    }

    private static JacobianPoint Scale<TMul>(in AffinePoint point, in FieldElement z)
        where TMul : struct, IWideMultiplier
    {
        var scaled = new JacobianPoint { Z = z };
        Field<TMul>.Square(out var square, in z);
        Field<TMul>.Multiply(out var cube, in square, in z);
        Field<TMul>.Multiply(out scaled.X, in point.X, in square);
        Field<TMul>.Multiply(out scaled.Y, in point.Y, in cube);
        return scaled;
    }

    private static void AssertSame<TMul>(AffinePoint? expected, in JacobianPoint actual)
        where TMul : struct, IWideMultiplier
    {
        Assert.Equal(expected is null, actual.IsInfinity);
        if (expected is not { } affine)
            return;
        Assert.False(actual.Z.IsZero());
        var same = Scale<TMul>(in affine, in actual.Z);
        AssertEqual<TMul>(in same.X, in actual.X);
        AssertEqual<TMul>(in same.Y, in actual.Y);
    }

    private static void AssertEqual<TMul>(in FieldElement expected, in FieldElement actual)
        where TMul : struct, IWideMultiplier
    {
        FieldElement.Negate(out var difference, in expected, 1);
        difference.Add(in actual);
        Assert.True(difference.IsZero());
    }

    // 0, P, 2 P, ... by the textbook
    private static AffinePoint?[] Multiples(int order, (BigInteger X, BigInteger Y) point)
    {
        var multiples = new AffinePoint?[order];
        (BigInteger X, BigInteger Y)? sum = point;
        for (var i = 1; i < order; i++)
        {
            multiples[i] = new() { X = CurveNumbers.ToField(sum!.Value.X), Y = CurveNumbers.ToField(sum.Value.Y) };
            sum = Add(sum.Value, point);
        }
        Assert.Null(sum);
        return multiples;
    }

    private static (BigInteger X, BigInteger Y)? Add((BigInteger X, BigInteger Y) left, (BigInteger X, BigInteger Y) right)
    {
        var p = CurveNumbers.P;
        if (left.X == right.X && (left.Y + right.Y) % p == 0)
            return null;
        var slope = left.X == right.X
            ? 3 * left.X * left.X * CurveNumbers.Inverse(2 * left.Y, p)
            : (right.Y - left.Y) * CurveNumbers.Inverse(CurveNumbers.Mod(right.X - left.X, p), p);
        var x = CurveNumbers.Mod((slope * slope) - left.X - right.X, p);
        return (x, CurveNumbers.Mod((slope * (left.X - x)) - left.Y, p));
    }

    private static BigInteger Number(string hex) => BigInteger.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
