using X402.Redis.Settlement;
using X402.Settlement;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Settlement;

public sealed class RedisSettlementJournalTests(RedisServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetSettlementJournalTests(GarnetServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<GarnetServer>;

public abstract class StoredSettlementJournalTests : SettlementJournalContract, IAsyncDisposable
{
    private readonly TestStore _store;
    private readonly RedisSettlementJournal _journal;
    private readonly RedisRelayerLeases _leases;

    protected StoredSettlementJournalTests(RedisProcess redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _store = new(redis);
        _leases = new(_store.Store, Time);
        _journal = new(_store.Store, new JournalSignals(_store.Store), Time);
    }

    protected override ISettlementJournal Journal => _journal;

    protected override IRelayerLeases Leases => _leases;

    [Fact]
    public async Task What_another_process_did_meanwhile_is_found_out_and_then_known()
    {
        var other = new RedisSettlementJournal(_store.Store, new JournalSignals(_store.Store), Time);
        var settlement = await AcceptAsync();
        var withdrawn = (await other.AdvanceAsync([Step(settlement, SettlementState.Withdrawn, "relayer_unavailable")], Cancellation))[0]!;

        // a step on the evidence of an old version is refused, a transaction of it as well
        Assert.Null((await _journal.AdvanceAsync([Step(settlement, SettlementState.Withdrawn, "late")], Cancellation))[0]);
        var taken = await _journal.SignAsync(Transaction(1, settlement.Id), 1, Time.GetUtcNow(), Cancellation);
        Assert.Equal(SigningOutcome.SettlementsTaken, taken.Outcome);
        Assert.Equal(withdrawn.Version, Assert.Single(taken.Settlements).Version);

        // accepted anew by the other one: what this process remembers is two versions old, and signing still succeeds in the end
        var again = await other.AcceptAsync(New(settlement.Id), Cancellation);
        Assert.True(again.IsNew);
        var signed = await _journal.SignAsync(Transaction(1, settlement.Id), 1, Time.GetUtcNow(), Cancellation);
        if (signed.Outcome == SigningOutcome.SettlementsTaken)
            signed = await _journal.SignAsync(Transaction(1, settlement.Id), 1, Time.GetUtcNow(), Cancellation);
        Assert.Equal((SigningOutcome.Stored, again.Record.Version + 1), (signed.Outcome, signed.Settlements[0].Version));
        Assert.Equal(signed.Settlements[0].History, (await other.FindAsync(settlement.Id, Cancellation))!.History);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
