using BenchmarkDotNet.Attributes;
using X402.Evm.Cryptography;
using X402.Evm.Cryptography.Curve;
using X402.Evm.Tests.Cryptography.Curve;

namespace Benchmarks.Micro;

/// <summary>Who signed: over many signatures, so that branch predictors learn nothing.</summary>
public class RecoveryBenchmarks
{
    private const int Count = 512;

    private readonly byte[][] _digests = new byte[Count][];
    private readonly byte[][] _r = new byte[Count][];
    private readonly byte[][] _s = new byte[Count][];
    private readonly int[] _ids = new int[Count];
    private readonly byte[] _address = new byte[20];
    private readonly byte[] _key = new byte[64];
    private NativeCurve? _native;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var signature = new byte[65];
        for (var i = 0; i < Count; i++)
        {
            using var key = Secp256k1PrivateKey.Generate();
            _digests[i] = new byte[32];
            random.NextBytes(_digests[i]);
            key.Sign(_digests[i], signature);
            (_r[i], _s[i], _ids[i]) = (signature[..32], signature[32..64], signature[64] - 27);
        }

        if (!NativeCurve.TryLoad(out _native, out var reason))
        {
            Console.WriteLine(reason);
        }
    }

    [Benchmark(Baseline = true)]
    public bool Recover()
    {
        var i = Next();
        return Secp256k1.TryRecoverAddress(_digests[i], _r[i], _s[i], _ids[i], _address);
    }

    [Benchmark]
    public bool PortableArithmetic()
    {
        var i = Next();
        return PublicKeyRecovery<PortableMultiplier>.TryRecover(_digests[i], _r[i], _s[i], _ids[i], _key);
    }

    [Benchmark]
    public bool BouncyCastle()
    {
        var i = Next();
        return BouncyCastleCurve.Recover(_digests[i], _r[i], _s[i], _ids[i]) is not null;
    }

    /// <summary>Measures nothing where the library is not installed.</summary>
    [Benchmark]
    public bool Libsecp256k1()
    {
        var i = Next();
        return _native?.Recover(_digests[i], _r[i], _s[i], _ids[i]) is not null;
    }

    private int Next() => _next = (_next + 1) % Count;
}
