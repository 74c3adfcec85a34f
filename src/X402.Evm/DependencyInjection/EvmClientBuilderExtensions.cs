using X402.Assets;
using X402.DependencyInjection;
using X402.Evm;
using X402.Evm.Schemes.Exact;
using X402.Schemes;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a client pay on EVM chains.</summary>
public static class EvmClientBuilderExtensions
{
    /// <summary>Pays from the account of a private key.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="privateKey">32 bytes of hexadecimal digits, from user secrets or a vault; never from a file under version control.</param>
    /// <param name="options">What may be signed for; by default the tokens of the <see cref="AssetRegistry"/> service or, without one, the known ones.</param>
    /// <exception cref="FormatException">The text is no private key. The message does not contain it.</exception>
    public static IX402ClientBuilder AddEvmSigner(this IX402ClientBuilder builder, string privateKey, ExactEvmClientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(privateKey);
        return builder.AddEvmSigner(PrivateKeySigner.FromHex(privateKey.AsSpan().Trim()), options);
    }

    /// <summary>Pays from an account.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="signer">The account; also one in a key vault or a hardware wallet.</param>
    /// <param name="options">What may be signed for; by default the tokens of the <see cref="AssetRegistry"/> service or, without one, the known ones.</param>
    /// <example><code>builder.Services.AddHttpClient("shop").AddX402Payments().AddEvmSigner(configuration["Shop:PrivateKey"]!);</code></example>
    public static IX402ClientBuilder AddEvmSigner(this IX402ClientBuilder builder, IEvmSigner signer, ExactEvmClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return builder.AddEvmSigner(_ => signer, options);
    }

    /// <summary>Pays from an account that other services give, for example a key vault's client. Made once, when it is first needed.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="signer">Makes the account.</param>
    /// <param name="options">What may be signed for; by default the tokens of the <see cref="AssetRegistry"/> service or, without one, the known ones.</param>
    public static IX402ClientBuilder AddEvmSigner(this IX402ClientBuilder builder, Func<IServiceProvider, IEvmSigner> signer, ExactEvmClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(signer);
        builder.Services.AddKeyedSingleton<IPaymentSchemeClient>(builder.Name, (services, _) => new ExactEvmClient(
            signer(services),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            options ?? new() { Assets = services.GetService<AssetRegistry>() ?? AssetRegistry.Default }));
        return builder;
    }
}
