using Microsoft.Extensions.DependencyInjection;

namespace X402.DependencyInjection;

/// <summary>A facilitator under construction; schemes and stores plug in through extension methods.</summary>
/// <remarks>Its schemes are the <see cref="Schemes.IPaymentSchemeFacilitator"/> services, its journal the last <see cref="Settlement.ISettlementJournal"/> registered.</remarks>
public interface IX402FacilitatorBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
