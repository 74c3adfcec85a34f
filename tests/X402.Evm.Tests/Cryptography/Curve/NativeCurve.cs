using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace X402.Evm.Tests.Cryptography.Curve;

/// <summary>The second judge, where it is installed: libsecp256k1 with its recovery module.</summary>
internal sealed class NativeCurve
{
    private const uint VerifyContext = 0x101;
    private const uint Uncompressed = 2;

    private readonly nint _context;
    private readonly ParseSignature _parse;
    private readonly RecoverKey _recover;
    private readonly SerializeKey _serialize;
    private readonly byte[] _signature = new byte[65];
    private readonly byte[] _key = new byte[64];

    private NativeCurve(nint library)
    {
        _context = Function<CreateContext>(library, "secp256k1_context_create")(VerifyContext);
        _parse = Function<ParseSignature>(library, "secp256k1_ecdsa_recoverable_signature_parse_compact");
        _recover = Function<RecoverKey>(library, "secp256k1_ecdsa_recover");
        _serialize = Function<SerializeKey>(library, "secp256k1_ec_pubkey_serialize");
    }

    private delegate nint CreateContext(uint flags);

    private delegate int ParseSignature(nint context, byte[] signature, byte[] compact, int recoveryId);

    private delegate int RecoverKey(nint context, byte[] key, byte[] signature, byte[] digest);

    private delegate int SerializeKey(nint context, byte[] output, ref nuint length, byte[] key, uint flags);

    public static bool TryLoad([NotNullWhen(true)] out NativeCurve? curve, out string reason)
    {
        curve = null;
        foreach (var name in (string[])["libsecp256k1.so.2", "libsecp256k1.so.1", "libsecp256k1.so.0"])
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                if (!NativeLibrary.TryGetExport(library, "secp256k1_ecdsa_recover", out _))
                {
                    reason = $"{name} has no recovery module.";
                    return false;
                }

                curve = new NativeCurve(library);
                reason = $"{name} is the second judge.";
                return true;
            }
        }

        reason = "libsecp256k1 is not installed (apt-get install libsecp256k1-1), so BouncyCastle alone judges.";
        return false;
    }

    public byte[]? Recover(byte[] digest, byte[] r, byte[] s, int recoveryId)
    {
        if (_parse(_context, _signature, [.. r, .. s], recoveryId) == 0 || _recover(_context, _key, _signature, digest) == 0)
        {
            return null;
        }

        var encoded = new byte[65];
        nuint length = 65;
        _ = _serialize(_context, encoded, ref length, _key, Uncompressed);
        return encoded[1..];
    }

    private static T Function<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
