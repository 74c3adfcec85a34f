using Microsoft.Extensions.DependencyInjection;

namespace X402.DependencyInjection;

/// <summary>A resource server under construction; schemes and stores plug in through extension methods.</summary>
/// <remarks>Its schemes are the <see cref="Schemes.IPaymentSchemeServer"/> services, its ledger the last <see cref="Ledger.IPaymentLedger"/> registered.</remarks>
public interface IX402ServerBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
