using System.Diagnostics;
using System.Globalization;
using X402.Evm.Cryptography;

namespace Benchmarks.Micro;

/// <summary>
/// For a machine that is busy with other things, where means are worth nothing: all rivals take turns in slices of about a millisecond,
/// and the fastest slice of each counts, which is one that nobody interrupted.
/// </summary>
internal static class Interleaved
{
    public static void Run(int rounds)
    {
        var recovery = new RecoveryBenchmarks();
        recovery.Setup();
        var curve = new CurveBenchmarks();
        var message = new byte[1024];
        var hash = new byte[32];
        (string Name, int Operations, Action Run)[] rivals =
        [
            ("recover", 16, () => recovery.Recover()),
            ("recover, portable arithmetic", 8, () => recovery.PortableArithmetic()),
            ("recover, BouncyCastle", 4, () => recovery.BouncyCastle()),
            ("recover, libsecp256k1", 16, () => recovery.Libsecp256k1()),
            ("sign", 4, curve.Sign),
            ("a G + b R", 16, curve.Combine),
            ("square root", 128, () => curve.SquareRoot()),
            ("inverse modulo n", 256, curve.InvertScalar),
            ("inverse modulo p", 256, curve.InvertField),
            ("multiply modulo n", 4096, curve.MultiplyScalar),
            ("double", 4096, curve.Double),
            ("add", 4096, curve.Add),
            ("multiply", 16384, curve.Multiply),
            ("multiply, portable", 8192, curve.MultiplyPortable),
            ("square", 16384, curve.Square),
            ("Keccak 64", 1024, () => Keccak256.Hash(message.AsSpan(0, 64), hash)),
            ("Keccak 224", 512, () => Keccak256.Hash(message.AsSpan(0, 224), hash)),
            ("Keccak 1024", 256, () => Keccak256.Hash(message, hash)),
        ];

        var best = new double[rivals.Length];
        Array.Fill(best, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < rivals.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                for (var j = 0; j < rivals[i].Operations; j++)
                {
                    rivals[i].Run();
                }

                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(started).TotalMicroseconds / rivals[i].Operations);
            }
        }

        for (var i = 0; i < rivals.Length; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rivals[i].Name,-32}{best[i],10:F3} us"));
        }
    }
}
