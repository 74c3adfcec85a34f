using BenchmarkDotNet.Attributes;
using Org.BouncyCastle.Crypto.Digests;
using X402.Evm.Cryptography;

namespace Benchmarks.Micro;

/// <summary>64 bytes are a public key, 224 an authorization's struct, 1024 a transaction.</summary>
public class KeccakBenchmarks
{
    private readonly byte[] _hash = new byte[32];
    private readonly KeccakDigest _digest = new(256);
    private byte[] _message = [];

    [Params(64, 224, 1024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup() => _message = new byte[Length];

    [Benchmark(Baseline = true)]
    public void Keccak() => Keccak256.Hash(_message, _hash);

    [Benchmark]
    public void BouncyCastle()
    {
        _digest.BlockUpdate(_message);
        _digest.DoFinal(_hash);
    }
}
