using X402.Evm.TypedData;

namespace X402.Evm;

/// <summary>An account that can sign: a key in this process, a key vault, a hardware wallet or a contract wallet. Thread-safe.</summary>
public interface IEvmSigner
{
    /// <summary>The account.</summary>
    EvmAddress Address { get; }

    /// <summary>Signs typed data.</summary>
    /// <param name="domain">The contract that will check the signature.</param>
    /// <param name="message">What is signed.</param>
    /// <param name="cancellationToken">Cancels a remote signer; a signature that was made meanwhile must not be used.</param>
    /// <returns>65 bytes r, s, v with v 27 or 28 and low s; or whatever a contract wallet accepts.</returns>
    ValueTask<byte[]> SignAsync(Eip712Domain domain, IEip712Message message, CancellationToken cancellationToken);
}
