using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using X402.AspNetCore;
using X402.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds protocol extensions to a resource server.</summary>
public static class PaymentExtensionServerBuilderExtensions
{
    /// <summary>Registers an extension; it says itself in which endpoints it takes part.</summary>
    public static IX402ServerBuilder AddPaymentExtension<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TExtension>(this IX402ServerBuilder builder)
        where TExtension : class, IPaymentExtension
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPaymentExtension, TExtension>());
        return builder;
    }
}
