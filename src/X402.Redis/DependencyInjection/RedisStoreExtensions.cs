using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using X402.DependencyInjection;
using X402.Ledger;
using X402.Purchases;
using X402.Redis;
using X402.Redis.Connections;
using X402.Redis.Ledger;
using X402.Redis.Purchases;
using X402.Redis.Settlement;
using X402.Settlement;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the stores on Redis.</summary>
public static class RedisStoreExtensions
{
    /// <summary>
    /// Keeps the payments of a resource server in Redis, shared by all its replicas. The connection is that of the connection string <c>redis</c>,
    /// unless <paramref name="configure"/> says otherwise; it is opened at first use.
    /// </summary>
    /// <returns>The same builder.</returns>
    public static IX402ServerBuilder AddRedisLedger(this IX402ServerBuilder builder, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRedisStore(configure);
        builder.Services.TryAddSingleton<LedgerSignals>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IPaymentLedger, RedisPaymentLedger>());
        return builder;
    }

    /// <summary>
    /// Keeps the settlements of a facilitator and the leases of its relayers in Redis, shared by all its replicas. The connection is that of the
    /// connection string <c>redis</c>, unless <paramref name="configure"/> says otherwise; it is opened at first use.
    /// </summary>
    /// <returns>The same builder.</returns>
    public static IX402FacilitatorBuilder AddRedisJournal(this IX402FacilitatorBuilder builder, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRedisStore(configure);
        builder.Services.TryAddSingleton<JournalSignals>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ISettlementJournal, RedisSettlementJournal>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IRelayerLeases, RedisRelayerLeases>());
        return builder;
    }

    /// <summary>
    /// Adds <see cref="IPaymentLedger"/> and <see cref="ISettlementJournal"/> on Redis without a server or a facilitator, for tools that look at payments.
    /// The connection is that of the connection string <c>redis</c>, unless <paramref name="configure"/> says otherwise; it is opened at first use.
    /// </summary>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRedisPaymentStores(this IServiceCollection services, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRedisStore(configure);
        services.TryAddSingleton<LedgerSignals>();
        services.TryAddSingleton<JournalSignals>();
        services.TryAddSingleton<IPaymentLedger, RedisPaymentLedger>();
        services.TryAddSingleton<ISettlementJournal, RedisSettlementJournal>();
        return services;
    }

    /// <summary>
    /// Counts what a paying HTTP client spends in Redis: all processes that use the same client name share its budgets, and a restart keeps them.
    /// The connection is that of the connection string <c>redis</c>, unless <paramref name="configure"/> says otherwise; it is opened at first use.
    /// </summary>
    /// <returns>The same builder.</returns>
    public static IX402ClientBuilder AddRedisBudget(this IX402ClientBuilder builder, Action<RedisStoreOptions>? configure = null) =>
        builder.AddPart<ISpendBudget, RedisSpendBudget>(configure);

    /// <summary>
    /// Keeps the signed payments of a paying HTTP client in Redis: all processes that use the same client name share them, so that one process
    /// finishes what another one has begun, and a name buys once in all of them. The connection is that of the connection string <c>redis</c>,
    /// unless <paramref name="configure"/> says otherwise; it is opened at first use.
    /// </summary>
    /// <returns>The same builder.</returns>
    public static IX402ClientBuilder AddRedisPurchaseJournal(this IX402ClientBuilder builder, Action<RedisStoreOptions>? configure = null) =>
        builder.AddPart<IPurchaseJournal, RedisPurchaseJournal>(configure);

    private static IX402ClientBuilder AddPart<TSeam, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(this IX402ClientBuilder builder, Action<RedisStoreOptions>? configure)
        where TSeam : class
        where TStore : class, TSeam
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRedisStore(configure);
        builder.Services.TryAddSingleton<TStore>();
        builder.Services.AddKeyedSingleton<TSeam>(builder.Name, static (services, _) => services.GetRequiredService<TStore>());
        return builder;
    }

    internal static void AddRedisStore(this IServiceCollection services, Action<RedisStoreOptions>? configure)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisStore>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisStoreOptions>, RedisStoreOptionsValidator>());
        var options = services.AddOptions<RedisStoreOptions>()
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString ??= configuration.GetConnectionString("redis"))
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
    }
}
