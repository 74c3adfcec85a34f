using X402.Ledger;
using X402.Redis.Settlement;
using X402.Settlement;
using X402.TestSupport.Redis;

namespace X402.Redis.Tests.Settlement;

public sealed class RedisSettlementJournalTests(RedisServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<RedisServer>;

public sealed class GarnetSettlementJournalTests(GarnetServer server) : StoredSettlementJournalTests(server.Redis), IClassFixture<GarnetServer>;

public abstract class StoredSettlementJournalTests : SettlementJournalContract, IAsyncDisposable
{
    private readonly ErrorLog<RedisSettlementJournal> _logs = new();
    private readonly TestStore _store;
    private readonly RedisSettlementJournal _journal;
    private readonly RedisRelayerLeases _leases;

    protected StoredSettlementJournalTests(RedisProcess redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _store = new(redis);
        _leases = new(_store.Store, Time);
        _journal = new(_store.Store, new JournalSignals(_store.Store), Time, _logs);
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
        var taken = await SignAsync(1, 1, settlement);
        Assert.Equal(SigningOutcome.SettlementsTaken, taken.Outcome);
        Assert.Equal(withdrawn.Version, Assert.Single(taken.Settlements).Version);

        // accepted anew by the other one: what this process remembers is two versions old, and only who knows the new one signs it
        var again = await other.AcceptAsync(New(settlement.Id), Cancellation);
        Assert.True(again.IsNew);
        Assert.Equal(SigningOutcome.SettlementsTaken, (await SignAsync(1, 1, settlement)).Outcome);
        var signed = await SignAsync(1, 1, again.Record);
        Assert.Equal((SigningOutcome.Stored, again.Record.Version + 1), (signed.Outcome, signed.Settlements[0].Version));
        Assert.Equal(signed.Settlements[0].History, (await other.FindAsync(settlement.Id, Cancellation))!.History);
    }

    public static TheoryData<string, string?> Damage => new()
    {
        { "record", null },
        { "payload", null },
        { "payload", """{"x402Version":2,"scheme":"exact","network":"eip155:31337","payload":{},"extensions":1}""" },
        { "payload", """{"x402Version":2,"scheme":"exact","network":"eip155:31337","payload":{"a":"\ud800"}}""" },
        { "payload", "" },
        { "requirements", "{}" },
        { "requirements", "no JSON" },
        { "record", "" },
        { "record", "null" },
        { "record", "{}" },
        { "record", """{"id":"a/b/c/d","version":1,"state":0,"requestVersion":2,"payer":"0x","validBefore":"2026-11-23T12:00:00Z","updatedAt":"2026-11-23T12:00:00Z","history":[]}""" },
        { "record", """{"id":"<id>","version":1,"state":99,"requestVersion":2,"payer":"0x","validBefore":"2026-11-23T12:00:00Z","updatedAt":"2026-11-23T12:00:00Z","history":[]}""" },
        { "record", """{"id":"<id>","version":1,"state":0,"requestVersion":2,"payer":null,"validBefore":"2026-11-23T12:00:00Z","updatedAt":"2026-11-23T12:00:00Z","history":null}""" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task A_settlement_that_cannot_be_read_is_named_and_stops_no_other(string part, string? content)
    {
        var first = await AcceptAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        var damaged = await AcceptAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        var last = await AcceptAsync();
        await DamageAsync($"journal:settlement:{damaged.Id}", part, content?.Replace("<id>", damaged.Id.ToString(), StringComparison.Ordinal));

        Assert.Equal([first.Id, last.Id], (await ListAsync(new SettlementQuery { Network = Network })).Select(record => record.Id));
        Assert.Equal([first.Id, last.Id], (await ListAsync(new SettlementQuery { Limit = 2 })).Select(record => record.Id));
        var named = Assert.Single(_logs.Errors);
        Assert.Contains(damaged.Id.ToString(), named, StringComparison.Ordinal);
        var unreadable = await Assert.ThrowsAsync<UnreadableRecordException>(async () => await Journal.FindAsync(damaged.Id, Cancellation));
        Assert.Contains(damaged.Id.ToString(), unreadable.Message, StringComparison.Ordinal);

        // a process that knows none of them by heart
        var other = new RedisSettlementJournal(_store.Store, new JournalSignals(_store.Store), Time);
        var taken = await other.AdvanceAsync([Step(first, SettlementState.Withdrawn), Step(damaged, SettlementState.Withdrawn), Step(last, SettlementState.Withdrawn)], Cancellation);
        Assert.Equal([SettlementState.Withdrawn, null, SettlementState.Withdrawn], taken.Select(record => record?.State));
        await Assert.ThrowsAsync<UnreadableRecordException>(async () => await other.AcceptAsync(New(damaged.Id), Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"id":{"network":"eip155:31337","relayer":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","nonce":1},"settlements":["x"],"variants":[]}""")]
    [InlineData("""{"id":{"network":"eip155:31337","relayer":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","nonce":1},"settlements":[],"variants":[{"hash":"0x","raw":"","maxFeePerGas":"much","maxPriorityFeePerGas":"1","signedAt":"2026-11-23T12:00:00Z"}]}""")]
    [InlineData("""{"id":null,"settlements":null,"variants":null}""")]
    public async Task A_transaction_that_cannot_be_read_is_named_and_stops_no_other(string content)
    {
        var lease = await LeaseAsync();
        foreach (var nonce in (ulong[])[0, 1, 2])
            await SignAsync(nonce, lease.Fence, await AcceptAsync());
        await DamageAsync($"journal:transaction:{new RelayerTransactionId(Network, Relayer, 1)}", "record", content);

        Assert.Equal([0UL, 2UL], (await OpenAsync()).Select(transaction => transaction.Id.Nonce));
        Assert.Equal([0UL, 2UL], (await OpenAsync()).Select(transaction => transaction.Id.Nonce));
        Assert.Single(_logs.Errors);
        await Assert.ThrowsAsync<UnreadableRecordException>(async () => await Journal.FindTransactionAsync(new(Network, Relayer, 1), Cancellation));
    }

    [Fact]
    public async Task Of_settlements_written_in_the_same_moment_none_is_missed_and_none_is_given_twice()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 450).Select(_ => AcceptAsync()));
        Time.Advance(TimeSpan.FromSeconds(1));
        var later = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => AcceptAsync()));
        foreach (var hidden in all.Take(250))
            await DamageAsync($"journal:settlement:{hidden.Id}", "payload", "1");

        var listed = (await ListAsync(new SettlementQuery { Limit = 320 })).ConvertAll(record => record.Id.ToString());

        Assert.Equal(320, listed.Distinct().Count());
        Assert.Equal(200, listed.Intersect(all.Skip(250).Select(record => record.Id.ToString())).Count());
        Assert.Equal(120, listed.Intersect(later.Select(record => record.Id.ToString())).Count());
    }

    private async Task DamageAsync(string key, string field, string? content)
    {
        var database = (await _store.Store.ConnectAsync(Cancellation)).GetDatabase();
        Assert.True(await database.KeyExistsAsync(_store.Store.Key(key)));
        if (content is null)
            Assert.True(await database.HashDeleteAsync(_store.Store.Key(key), field));
        else
            await database.HashSetAsync(_store.Store.Key(key), field, content);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
