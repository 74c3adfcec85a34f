using X402.Client;
using X402.Ledger;
using X402.Purchases;
using X402.Redis.Purchases;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Purchases;

public sealed class InMemoryPurchaseJournalTests : PurchaseJournalContract
{
    protected override IPurchaseJournal Journal { get; } = new InMemoryPurchaseJournal();
}

public sealed class FilePurchaseJournalContractTests : PurchaseJournalContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("x402-journal-");
    private readonly FilePurchaseJournal _journal;

    public FilePurchaseJournalContractTests() => _journal = new(Path.Combine(_directory.FullName, "purchases"));

    protected override IPurchaseJournal Journal => _journal;

    public void Dispose()
    {
        _journal.Dispose();
        _directory.Delete(recursive: true);
    }
}

public sealed class RedisPurchaseJournalTests(RedisServer server) : StoredPurchaseJournalTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetPurchaseJournalTests(GarnetServer server) : StoredPurchaseJournalTests(server.Redis), IClassFixture<GarnetServer>;

/// <summary>The contract, and what a store adds that several processes share.</summary>
public abstract class StoredPurchaseJournalTests : PurchaseJournalContract, IAsyncDisposable
{
    private readonly ErrorLog<RedisPurchaseJournal> _logs = new();
    private readonly TestStore _store;

    protected StoredPurchaseJournalTests(RedisProcess redis)
    {
        _store = new(redis);
        Journal = new RedisPurchaseJournal(_store.Store, Time, _logs);
    }

    protected override IPurchaseJournal Journal { get; }

    [Fact]
    public async Task What_a_dead_process_has_left_is_taken_over()
    {
        var purchase = New("a");
        await Journal.AddAsync(purchase, Cancellation);
        var other = new RedisPurchaseJournal(_store.Store, Time);

        Assert.Null(await other.ClaimAsync("a", Cancellation));
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(purchase.Id, Assert.Single(await other.ListOpenAsync(10, Cancellation)).Id);
        Assert.Equal(purchase.Id, (await other.ClaimAsync("a", Cancellation))?.Id);
        Assert.Null(await Journal.ClaimAsync("a", Cancellation));
    }

    [Fact]
    public async Task A_claim_whose_answer_nobody_took_holds_nothing_up()
    {
        var purchase = await LeaveAsync(New("a"), PurchaseState.Open);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Journal.ClaimAsync("a", gone.Token));
        // after whatever the store still did for it
        await _store.Store.EvaluateAsync("return 1", [], [], Cancellation);

        Assert.Equal(purchase.Id, (await Journal.ClaimAsync("a", Cancellation))?.Id);
        Assert.Null(await Journal.ClaimAsync("a", Cancellation));
    }

    [Fact]
    public async Task Who_comes_late_does_not_undo_a_settlement()
    {
        var purchase = New("order 17", isUnique: true);
        await Journal.AddAsync(purchase, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(30));
        var taken = await Journal.ClaimAsync("order 17", Cancellation);
        await Journal.ReleaseAsync(taken! with { State = PurchaseState.Settled, Transaction = "0xabc" }, Cancellation);

        await Journal.ReleaseAsync(purchase with { State = PurchaseState.Open }, Cancellation);
        await Journal.ReleaseAsync(purchase with { State = PurchaseState.Refused }, Cancellation);

        var read = await Journal.ClaimAsync("order 17", Cancellation);
        Assert.Equal((PurchaseState.Settled, "0xabc"), (read?.State, read?.Transaction));
        Assert.False(await Journal.AddAsync(New("order 17", isUnique: true), Cancellation));
    }

    [Fact]
    public async Task Storing_again_after_a_lost_answer_stores_once()
    {
        var purchase = New("order 17", isUnique: true);

        Assert.True(await Journal.AddAsync(purchase, Cancellation));
        Assert.True(await Journal.AddAsync(purchase, Cancellation));
        await Journal.ReleaseAsync(purchase with { State = PurchaseState.Void }, Cancellation);

        Assert.Null(await Journal.ClaimAsync("order 17", Cancellation));
    }

    [Fact]
    public async Task Only_settled_names_are_forgotten_by_the_clock()
    {
        await LeaveAsync(New("named", isUnique: true), PurchaseState.Settled);
        await LeaveAsync(New("open"), PurchaseState.Open);
        var database = (await _store.Store.ConnectAsync(Cancellation)).GetDatabase();

        Assert.InRange((await database.KeyTimeToLiveAsync(_store.Store.Key("purchases:records:named")))!.Value.TotalDays, 399, 400);
        Assert.Null(await database.KeyTimeToLiveAsync(_store.Store.Key("purchases:records:open")));
        Assert.Null(await database.KeyTimeToLiveAsync(_store.Store.Key("purchases:order:open")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"id":null}""")]
    public async Task A_purchase_that_cannot_be_read_is_named_and_stops_no_other(string content)
    {
        var first = await LeaveAsync(New("a"), PurchaseState.Open);
        var damaged = await LeaveAsync(New("b"), PurchaseState.Open);
        var last = await LeaveAsync(New("c"), PurchaseState.Open);
        var database = (await _store.Store.ConnectAsync(Cancellation)).GetDatabase();
        Assert.False(await database.HashSetAsync(_store.Store.Key("purchases:records:b"), damaged.Id, content));

        for (var i = 0; i < 2; i++)
            Assert.Equal(new[] { first.Id, last.Id }.Order(), (await Journal.ListOpenAsync(2, Cancellation)).Select(purchase => purchase.Id).Order());

        Assert.Contains($"b/{damaged.Id}", Assert.Single(_logs.Errors), StringComparison.Ordinal);
        // it may be paid: nobody buys it a second time
        await Assert.ThrowsAsync<UnreadableRecordException>(async () => await Journal.ClaimAsync("b", Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
