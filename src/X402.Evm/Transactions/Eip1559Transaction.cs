using X402.Evm.Cryptography;
using X402.Evm.Rpc;
using X402.Money;

namespace X402.Evm.Transactions;

/// <summary>A transaction with a base and a priority fee (EIP-1559, type 2), before it is signed.</summary>
public sealed record Eip1559Transaction
{
    /// <summary>The type byte in front of the encoding.</summary>
    public const byte Type = 2;

    /// <summary>The chain; a transaction is valid on no other.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The sender's transaction count.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The fees, in wei per gas.</summary>
    public required GasFees Fees { get; init; }

    /// <summary>The most gas it may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>The recipient; <see langword="null"/> creates a contract.</summary>
    public required EvmAddress? To { get; init; }

    /// <summary>The native currency sent along, in wei.</summary>
    public UInt256 Value { get; init; }

    /// <summary>The call data, or the code that creates a contract.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Announced storage; usually empty.</summary>
    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>The hash to sign.</summary>
    public Hash32 SigningHash => Hash32.Keccak(WriteFields().ToTypedList(Type));

    /// <summary>Signs with a key in this process. The same transaction always gives the same bytes.</summary>
    public SignedTransaction Sign(Secp256k1PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> hash = stackalloc byte[Hash32.Size];
        SigningHash.CopyTo(hash);
        Span<byte> signature = stackalloc byte[Secp256k1PrivateKey.SignatureSize];
        key.Sign(hash, signature);
        return WithSignature(signature, new EvmAddress(key.Address));
    }

    /// <summary>Adds a signature that was made elsewhere, for example by a hardware module.</summary>
    /// <param name="signature">r, s and v (27 or 28): 65 bytes, low s.</param>
    /// <exception cref="ArgumentException">The bytes are no signature of this transaction.</exception>
    public SignedTransaction WithSignature(ReadOnlySpan<byte> signature)
    {
        if (!EvmSignature.TryRecover(SigningHash, signature, out var sender))
            throw new ArgumentException("Not a canonical signature of this transaction.", nameof(signature));
        return WithSignature(signature, sender);
    }

    /// <summary>Reads a raw transaction of this type from anybody.</summary>
    /// <returns>Whether it is canonical, complete and signed by somebody.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> raw, out SignedTransaction? signed)
    {
        signed = null;
        if (raw is not [Type, .. var list] || !TryReadFields(list, out var transaction, out var signature) || !EvmSignature.TryRecover(transaction.SigningHash, signature, out var sender))
            return false;
        signed = new(transaction, raw.ToArray(), Hash32.Keccak(raw), sender);
        return true;
    }

    private SignedTransaction WithSignature(ReadOnlySpan<byte> signature, EvmAddress sender)
    {
        var raw = WriteFields()
            .Integer((ulong)(signature[64] - 27))
            .Integer(UInt256.FromBigEndian(signature[..32]))
            .Integer(UInt256.FromBigEndian(signature[32..64]))
            .ToTypedList(Type);
        return new(this, raw, Hash32.Keccak(raw), sender);
    }

    private RlpWriter WriteFields()
    {
        var accessList = new RlpWriter();
        foreach (var entry in AccessList)
        {
            var keys = new RlpWriter();
            foreach (var key in entry.StorageKeys)
                keys.Hash(key);
            accessList.List(new RlpWriter().Address(entry.Address).List(keys));
        }
        var fields = new RlpWriter()
            .Integer(ChainId)
            .Integer(Nonce)
            .Integer(Fees.MaxPriorityFeePerGas)
            .Integer(Fees.MaxFeePerGas)
            .Integer(GasLimit);
        return (To is { } to ? fields.Address(to) : fields.Bytes([])).Integer(Value).Bytes(Data.Span).List(accessList);
    }

    private static bool TryReadFields(ReadOnlySpan<byte> list, out Eip1559Transaction transaction, out byte[] signature)
    {
        transaction = null!;
        signature = [];
        var outer = new RlpReader(list);
        if (!outer.TryReadList(out var fields) || !outer.IsAtEnd
            || !fields.TryReadUInt64(out var chainId) || !fields.TryReadUInt64(out var nonce)
            || !fields.TryReadInteger(out var priorityFee) || !fields.TryReadInteger(out var maxFee) || !fields.TryReadUInt64(out var gasLimit)
            || !fields.TryReadBytes(out var to) || to.Length is not (0 or EvmAddress.Size)
            || !fields.TryReadInteger(out var value) || !fields.TryReadBytes(out var data)
            || !fields.TryReadList(out var entries) || !TryReadAccessList(entries, out var accessList)
            || !fields.TryReadUInt64(out var parity) || parity > 1 || !fields.TryReadInteger(out var r) || !fields.TryReadInteger(out var s) || !fields.IsAtEnd)
        {
            return false;
        }
        transaction = new()
        {
            ChainId = chainId,
            Nonce = nonce,
            Fees = new(maxFee, priorityFee),
            GasLimit = gasLimit,
            To = to.IsEmpty ? null : new EvmAddress(to),
            Value = value,
            Data = data.ToArray(),
            AccessList = accessList,
        };
        signature = new byte[EvmSignature.Size];
        r.WriteBigEndian(signature);
        s.WriteBigEndian(signature.AsSpan(32));
        signature[64] = (byte)(27 + parity);
        return true;
    }

    private static bool TryReadAccessList(RlpReader entries, out List<AccessListEntry> accessList)
    {
        accessList = [];
        while (!entries.IsAtEnd)
        {
            if (!entries.TryReadList(out var entry) || !entry.TryReadBytes(out var address) || address.Length != EvmAddress.Size || !entry.TryReadList(out var keys) || !entry.IsAtEnd)
                return false;
            var storageKeys = new List<Hash32>();
            while (!keys.IsAtEnd)
            {
                if (!keys.TryReadBytes(out var key) || key.Length != Hash32.Size)
                    return false;
                storageKeys.Add(new(key));
            }
            accessList.Add(new(new EvmAddress(address), storageKeys));
        }
        return true;
    }
}
