using X402.Purchases;
using X402.Redis.Purchases;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Purchases;

public sealed class InMemorySpendBudgetTests : SpendBudgetContract
{
    public InMemorySpendBudgetTests() => Budget = new InMemorySpendBudget(Time);

    protected override ISpendBudget Budget { get; }
}

public sealed class RedisSpendBudgetTests(RedisServer server) : StoredSpendBudgetTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetSpendBudgetTests(GarnetServer server) : StoredSpendBudgetTests(server.Redis), IClassFixture<GarnetServer>;

public abstract class StoredSpendBudgetTests : SpendBudgetContract, IAsyncDisposable
{
    private readonly TestStore _store;

    protected StoredSpendBudgetTests(RedisProcess redis)
    {
        _store = new(redis);
        Budget = new RedisSpendBudget(_store.Store, Time);
    }

    protected override ISpendBudget Budget { get; }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
