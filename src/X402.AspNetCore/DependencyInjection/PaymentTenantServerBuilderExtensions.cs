using System.Diagnostics.CodeAnalysis;
using X402.AspNetCore;
using X402.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets one server sell for several.</summary>
public static class PaymentTenantServerBuilderExtensions
{
    /// <summary>Registers who says in whose name a request is sold. <c>X402:PayTo</c> and <c>X402:Network</c> may then be left out.</summary>
    public static IX402ServerBuilder AddPaymentTenants<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TTenants>(this IX402ServerBuilder builder)
        where TTenants : class, IPaymentTenants
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IPaymentTenants, TTenants>();
        return builder;
    }
}
