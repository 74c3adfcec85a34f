using StackExchange.Redis;
using X402.Payments;
using X402.Redis.Connections;
using X402.Settlement;

namespace X402.Redis.Settlement;

/// <summary>The names of the journal's keys.</summary>
internal static class JournalKeys
{
    public static RedisKey Settlement(RedisStore store, PaymentId id) => store.Key($"journal:settlement:{id}");

    public static RedisKey Transaction(RedisStore store, RelayerTransactionId id) => store.Key($"journal:transaction:{id}");

    public static RedisKey Open(RedisStore store, string network, string relayer) => store.Key($"journal:open:{network}/{relayer}");

    public static RedisKey LastNonce(RedisStore store, string network, string relayer) => store.Key($"journal:nonce:{network}/{relayer}");

    public static RedisKey Index(RedisStore store, SettlementState state) => store.Key($"journal:state:{(int)state}");

    public static RedisKey Lease(RedisStore store, string name) => store.Key($"journal:lease:{name}");
}
