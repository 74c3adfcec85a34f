using System.Text.Json;
using X402.Evm.Tests.Cryptography.Curve;

namespace X402.Evm.Tests.Cryptography;

/// <summary>
/// The cases at which implementations of this curve have gone wrong, each with its name: see <c>recovery-vectors.json</c>. The expected keys were
/// computed by textbook arithmetic; the judges confirm them, so that a mistake in the file is none of ours.
/// </summary>
public sealed class RecoveryVectorTests(ITestOutputHelper output)
{
    private static readonly Lazy<JsonElement> s_document = new(static () =>
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "recovery-vectors.json"))));

    /// <summary>The groups, each with both arithmetics.</summary>
    public static TheoryData<string, string> Groups
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var group in s_document.Value.GetProperty("cases").EnumerateArray().Select(static item => item.GetProperty("group").GetString()!).Distinct())
            {
                foreach (var arithmetic in Arithmetic.Names)
                    data.Add(group, arithmetic.Data);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Every_case_recovers_the_expected_key_or_none(string group, string arithmetic)
    {
        var curve = Arithmetic.Named(arithmetic);
        var key = new byte[64];
        foreach (var (note, digest, r, s, recoveryId, expected) in CasesOf(group))
        {
            var isRecovered = curve.TryRecover(digest, r, s, recoveryId, key);
            Assert.True(isRecovered == expected is not null && (expected is null || key.AsSpan().SequenceEqual(expected)), $"{group}: {note}");
        }
    }

    [Fact]
    public void The_judges_agree_with_the_file()
    {
        var hasNative = NativeCurve.TryLoad(out var native, out var reason);
        output.WriteLine(reason);
        var count = 0;
        foreach (var (note, digest, r, s, recoveryId, expected) in CasesOf(null))
        {
            // they take an id for granted that is none
            if (recoveryId is < 0 or > 3)
            {
                Assert.Null(expected);
                continue;
            }
            Assert.True(AreEqual(expected, BouncyCastleCurve.Recover(digest, r, s, recoveryId)), $"BouncyCastle: {note}");
            if (hasNative)
                Assert.True(AreEqual(expected, native!.Recover(digest, r, s, recoveryId)), $"libsecp256k1: {note}");
            count++;
        }
        Assert.InRange(count, 500, int.MaxValue);
    }

    private static bool AreEqual(byte[]? expected, byte[]? actual) => expected is null ? actual is null : actual is not null && expected.AsSpan().SequenceEqual(actual);

    private static IEnumerable<(string Note, byte[] Digest, byte[] R, byte[] S, int RecoveryId, byte[]? Key)> CasesOf(string? group)
    {
        foreach (var item in s_document.Value.GetProperty("cases").EnumerateArray())
        {
            if (group is null || item.GetProperty("group").GetString() == group)
            {
                yield return (
                    item.GetProperty("note").GetString()!,
                    Bytes(item, "digest"),
                    Bytes(item, "r"),
                    Bytes(item, "s"),
                    item.GetProperty("recoveryId").GetInt32(),
                    item.GetProperty("key").ValueKind == JsonValueKind.Null ? null : Bytes(item, "key"));
            }
        }
    }

    private static byte[] Bytes(JsonElement item, string name) => Convert.FromHexString(item.GetProperty(name).GetString()!);
}
