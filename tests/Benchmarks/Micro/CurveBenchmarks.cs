using BenchmarkDotNet.Attributes;
using X402.Evm.Cryptography;
using X402.Evm.Cryptography.Curve;

namespace Benchmarks.Micro;

/// <summary>Where a recovery's time goes.</summary>
public class CurveBenchmarks
{
    private readonly Secp256k1PrivateKey _key = Secp256k1PrivateKey.Generate();
    private readonly byte[] _digest = new byte[32];
    private readonly byte[] _signature = new byte[65];
    private FieldElement _a = AffinePoint.Generator.X;
    private FieldElement _b = AffinePoint.Generator.Y;
    private JacobianPoint _point = JacobianPoint.From(AffinePoint.Generator);
    private Scalar _scalar = new(0x0123456789abcdef, 0xfedcba9876543210, 0x0f1e2d3c4b5a6978, 0x1122334455667788);

    [Benchmark]
    public void Multiply() => Field<Bmi2Multiplier>.Multiply(out _a, in _a, in _b);

    [Benchmark]
    public void MultiplyPortable() => Field<PortableMultiplier>.Multiply(out _a, in _a, in _b);

    [Benchmark]
    public void Square() => Field<Bmi2Multiplier>.Square(out _a, in _a);

    [Benchmark]
    public bool SquareRoot() => Field<Bmi2Multiplier>.TrySquareRoot(out _a, in _b);

    [Benchmark]
    public void InvertField() => _a.Invert();

    [Benchmark]
    public void InvertScalar() => _scalar = _scalar.Invert();

    [Benchmark]
    public void MultiplyScalar() => _scalar = Scalar.Multiply(in _scalar, in _scalar);

    [Benchmark]
    public void Double() => PointArithmetic<Bmi2Multiplier>.Double(ref _point);

    [Benchmark]
    public void Add() => PointArithmetic<Bmi2Multiplier>.Add(ref _point, in _b, in _a, out _);

    [Benchmark]
    public void Combine() => LinearCombination<Bmi2Multiplier>.Compute(in _scalar, in _scalar, AffinePoint.Generator);

    [Benchmark]
    public void Sign() => _key.Sign(_digest, _signature);
}
