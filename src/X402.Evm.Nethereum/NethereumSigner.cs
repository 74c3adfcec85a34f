using Nethereum.RPC.Accounts;
using Nethereum.Signer;
using Nethereum.Web3.Accounts;
using X402.Evm.TypedData;

namespace X402.Evm.Nethereum;

/// <summary>Pays from an account of Nethereum: a private key, a key store, or an external signer such as Azure Key Vault, AWS KMS or a Ledger.</summary>
/// <remarks>
/// The account gets the typed data itself and hashes it, so that a hardware wallet can show what it signs. What comes back is checked before it
/// is used: it must be the account's signature of exactly this message.
/// <b>Thread safety:</b> as thread-safe as the account.
/// </remarks>
public sealed class NethereumSigner : IEvmSigner
{
    private readonly IAccount _account;

    /// <summary>Takes an account that knows its address and signs by itself.</summary>
    /// <exception cref="ArgumentException">The account has no address, or cannot sign typed data; an <see cref="ExternalAccount"/> that was not initialised has neither.</exception>
    public NethereumSigner(IAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (!EvmAddress.TryParse(account.Address, out var address))
            throw new ArgumentException("The account has no address. An external account must be initialised first.", nameof(account));
        if (account.AccountSigningService?.SignTypedDataV4 is null)
            throw new ArgumentException("The account cannot sign typed data.", nameof(account));
        (_account, Address) = (account, address);
    }

    /// <inheritdoc/>
    public EvmAddress Address { get; }

    /// <summary>Asks an external signer for its address and pays from it.</summary>
    public static async Task<NethereumSigner> CreateAsync(IEthExternalSigner signer)
    {
        var account = new ExternalAccount(signer);
        await account.InitialiseAsync();
        return new(account);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The message cannot be written as JSON.</exception>
    /// <exception cref="InvalidOperationException">The account signed something else, or in another form.</exception>
    public async ValueTask<byte[]> SignAsync(Eip712Domain domain, IEip712Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (message is not IEip712JsonMessage readable)
            throw new NotSupportedException($"{message?.EncodedType} cannot be shown to a Nethereum account.");
        var answer = await _account.AccountSigningService.SignTypedDataV4.SendRequestAsync(Eip712Json.Write(domain, readable)).WaitAsync(cancellationToken);
        var digest = domain.Digest(message.HashStruct());
        return Hex.TryDecode(answer, out byte[] signature) && EvmSignature.TryRecover(digest, signature, out var signer) && signer == Address
            ? signature
            : throw new InvalidOperationException($"What the account {Address} returned is not its canonical signature of the message.");
    }
}
