using Microsoft.Extensions.DependencyInjection;

namespace X402.DependencyInjection;

/// <summary>A paying HTTP client under construction; schemes and signers plug in through extension methods.</summary>
public interface IX402ClientBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>
    /// The name of the HTTP client. Its schemes are the <see cref="Schemes.IPaymentSchemeClient"/> services registered with this key.
    /// </summary>
    string Name { get; }
}
