using System.Globalization;
using System.Numerics;
using X402.Evm.Cryptography;
using X402.Evm.Tests.Cryptography.Curve;
using static X402.Evm.Tests.Cryptography.Curve.CurveNumbers;

namespace X402.Evm.Tests.Cryptography;

public sealed class RecoveryTests(ITestOutputHelper output)
{
    // X402_LONG_TESTS=1 runs the million, which takes minutes.
    private static readonly int DifferentialRuns = Environment.GetEnvironmentVariable("X402_LONG_TESTS") == "1" ? 1_000_000 : 20_000;

    public static TheoryData<string> Arithmetics => Arithmetic.Names;

    [Fact]
    public void Every_judge_recovers_the_same_keys()
    {
        var hasNative = NativeCurve.TryLoad(out var native, out var reason);
        output.WriteLine(reason);
        var random = new Random(51);
        var recovered = 0;
        Span<byte> best = stackalloc byte[64], portable = stackalloc byte[64];
        for (var i = 0; i < DifferentialRuns; i++)
        {
            var digest = Bytes(RandomOrEdge(random));
            var r = Bytes(RandomOrEdge(random));
            var s = Bytes(RandomOrEdge(random));
            var recoveryId = random.Next(8) == 0 ? random.Next(4) : random.Next(2);

            // BouncyCastle is the slowest: with the native judge it looks at one case in three.
            var expected = hasNative ? native!.Recover(digest, r, s, recoveryId) : BouncyCastleCurve.Recover(digest, r, s, recoveryId);
            if (hasNative && i % 3 == 0)
            {
                Assert.Equal(expected, BouncyCastleCurve.Recover(digest, r, s, recoveryId));
            }

            var isRecovered = Arithmetic.Best.TryRecover(digest, r, s, recoveryId, best);
            if (isRecovered != expected is not null || isRecovered != Arithmetic.Portable.TryRecover(digest, r, s, recoveryId, portable)
                || (isRecovered && (!best.SequenceEqual(expected) || !portable.SequenceEqual(expected))))
            {
                Assert.Fail($"Disagreement: digest {Convert.ToHexString(digest)} r {Convert.ToHexString(r)} s {Convert.ToHexString(s)} id {recoveryId}");
            }

            recovered += isRecovered ? 1 : 0;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{recovered} of {DifferentialRuns} were signatures."));
        Assert.InRange(recovered, DifferentialRuns / 5, DifferentialRuns * 4 / 5);
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void Edge_values_of_r_and_s_with_every_recovery_id_agree_with_BouncyCastle(string name)
    {
        var arithmetic = Arithmetic.Named(name);
        BigInteger[] values = [0, 1, 2, Gx, P - N - 1, P - N, P - N + 1, N / 2, (N / 2) + 1, N - 1, N, N + 1, P, BigInteger.Pow(2, 256) - 1];
        BigInteger[] digests = [0, 1, N - 1, N, N + 1, BigInteger.Pow(2, 256) - 1];
        var key = new byte[64];
        foreach (var r in values)
        {
            foreach (var s in values)
            {
                foreach (var digest in digests)
                {
                    for (var recoveryId = 0; recoveryId < 4; recoveryId++)
                    {
                        var expected = BouncyCastleCurve.Recover(Bytes(digest), Bytes(r), Bytes(s), recoveryId);

                        Assert.Equal(expected is not null, arithmetic.TryRecover(Bytes(digest), Bytes(r), Bytes(s), recoveryId, key));
                        Assert.True(expected is null || key.AsSpan().SequenceEqual(expected));
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void An_r_that_only_fits_after_adding_the_order_is_recovered_with_ids_2_and_3(string name)
    {
        var arithmetic = Arithmetic.Named(name);
        var key = new byte[64];
        var recovered = 0;
        for (var r = 1; r <= 40; r++)
        {
            for (var recoveryId = 2; recoveryId < 4; recoveryId++)
            {
                var expected = BouncyCastleCurve.Recover(Bytes(99), Bytes(r), Bytes(7), recoveryId);

                Assert.Equal(expected is not null, arithmetic.TryRecover(Bytes(99), Bytes(r), Bytes(7), recoveryId, key));
                Assert.True(expected is null || key.AsSpan().SequenceEqual(expected));
                recovered += expected is null ? 0 : 1;
            }
        }

        Assert.InRange(recovered, 20, 60);
    }

    [Theory]
    [MemberData(nameof(Arithmetics))]
    public void A_signature_whose_key_is_the_point_at_infinity_is_refused(string name)
    {
        var arithmetic = Arithmetic.Named(name);
        var random = new Random(52);
        var key = new byte[64];
        for (var i = 0; i < 100; i++)
        {
            // R = k G and e = s k: then Q = (s R - e G) / r = O.
            var k = i == 0 ? 1 : (Random(random) % (N - 1)) + 1;
            var s = (Random(random) % (N - 1)) + 1;
            var point = BouncyCastleCurve.Multiply(Bytes(k));
            var recoveryId = point[63] & 1;

            Assert.False(arithmetic.TryRecover(Bytes(s * k % N), point.AsSpan(0, 32), Bytes(s), recoveryId, key));
            Assert.True(arithmetic.TryRecover(Bytes(s * k % N), point.AsSpan(0, 32), Bytes(s), recoveryId ^ 1, key));
        }
    }

    [Fact]
    public void A_failed_recovery_leaves_zeroes()
    {
        var address = Enumerable.Repeat((byte)7, 20).ToArray();

        Assert.False(Secp256k1.TryRecoverAddress(new byte[32], new byte[32], new byte[32], 0, address));
        Assert.All(address, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(27)]
    [InlineData(28)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void An_unknown_recovery_id_is_refused(int recoveryId) =>
        Assert.False(Secp256k1.TryRecoverAddress(Bytes(1), Bytes(Gx), Bytes(1), recoveryId, new byte[20]));

    [Theory]
    [InlineData(31, 32, 32, 20)]
    [InlineData(32, 33, 32, 20)]
    [InlineData(32, 32, 0, 20)]
    [InlineData(32, 32, 32, 32)]
    public void Spans_of_a_wrong_length_are_refused(int digest, int r, int s, int address) =>
        Assert.Throws<ArgumentException>(() =>
            Secp256k1.TryRecoverAddress(new byte[digest], new byte[r], new byte[s], 0, new byte[address]));

    [Fact]
    public void A_signature_and_its_twin_with_high_s_recover_the_same_account()
    {
        using var key = Secp256k1PrivateKey.Generate();
        byte[] signature = new byte[65], address = new byte[20];
        key.Sign(Bytes(5), signature);
        var high = Bytes(N - FromBytes(signature.AsSpan(32, 32)));

        Assert.True(Secp256k1.TryRecoverAddress(Bytes(5), signature.AsSpan(0, 32), high, 28 - signature[64], address));

        Assert.Equal(key.Address, address);
        Assert.False(Secp256k1.IsLowS(high));
        Assert.True(Secp256k1.IsLowS(signature.AsSpan(32, 32)));
    }

    [Fact]
    public void Low_s_ends_at_half_of_the_order()
    {
        Assert.True(Secp256k1.IsLowS(Bytes(N / 2)));
        Assert.False(Secp256k1.IsLowS(Bytes((N / 2) + 1)));
    }

    [Fact]
    public void The_switch_turns_the_processor_specific_arithmetic_off()
    {
        try
        {
            AppContext.SetSwitch(Secp256k1.DisableBmi2Switch, true);

            Assert.True(Secp256k1.IsBmi2Disabled());
        }
        finally
        {
            AppContext.SetSwitch(Secp256k1.DisableBmi2Switch, false);
        }
    }

    [Fact]
    public void Recovery_allocates_nothing()
    {
        byte[] digest = Bytes(1), r = Bytes(Gx), s = Bytes(N - 1), address = new byte[20];
        Secp256k1.TryRecoverAddress(digest, r, s, 0, address);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRecovered = Secp256k1.TryRecoverAddress(digest, r, s, 0, address);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(isRecovered);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Many_threads_recover_at_once()
    {
        using var key = Secp256k1PrivateKey.Generate();
        var signature = new byte[65];
        key.Sign(Bytes(5), signature);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                var address = new byte[20];
                for (var i = 0; i < 200; i++)
                {
                    if (!Secp256k1.TryRecoverAddress(Bytes(5), signature.AsSpan(0, 32), signature.AsSpan(32, 32), signature[64] - 27, address)
                        || !address.AsSpan().SequenceEqual(key.Address))
                    {
                        return false;
                    }
                }

                return true;
            },
            TestContext.Current.CancellationToken)));

        Assert.All(results, Assert.True);
    }
}
