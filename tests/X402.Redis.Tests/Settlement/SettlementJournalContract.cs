using Microsoft.Extensions.Time.Testing;
using X402.Ledger;
using X402.Payments;
using X402.Protocol;
using X402.Settlement;

namespace X402.Redis.Tests.Settlement;

/// <summary>What every settlement journal, and the leases beside it, have to do.</summary>
public abstract class SettlementJournalContract
{
    protected const string Network = "eip155:31337";
    protected const string Relayer = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    protected abstract ISettlementJournal Journal { get; }

    protected abstract IRelayerLeases Leases { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_settlement_is_accepted_once_and_then_joined()
    {
        var settlement = New();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Journal.AcceptAsync(settlement, Cancellation).AsTask()));
        Assert.Single(answers, answer => answer.IsNew);
        Assert.All(answers, answer => Assert.Equal((settlement.Id, SettlementState.Accepted, 1L), (answer.Record.Id, answer.Record.State, answer.Record.Version)));
    }

    [Theory]
    [InlineData(ProtocolVersion.V1)]
    [InlineData(ProtocolVersion.V2)]
    public async Task A_settlement_is_remembered_as_it_was(int version)
    {
        var settlement = New() with { Request = Request(version), TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        await Journal.AcceptAsync(settlement, Cancellation);
        var found = await Journal.FindAsync(settlement.Id, Cancellation);

        Assert.NotNull(found);
        Assert.Equal((settlement.Payer, settlement.ValidBefore, settlement.UpdatedAt, settlement.TraceParent), (found.Payer, found.ValidBefore, found.UpdatedAt, found.TraceParent));
        Assert.Equal((version, version), (found.Request.X402Version, found.Request.Payload.X402Version));
        Assert.Equal("10000", found.Request.Payload.Payload.GetProperty("authorization").GetProperty("value").GetString());
        Assert.Equal("X402 Development Dollar", found.Request.Requirements.GetExtra("name"));
        Assert.Equal(settlement.History, found.History);
    }

    [Fact]
    public async Task A_withdrawn_settlement_is_accepted_again_and_keeps_its_history()
    {
        var settlement = await AcceptAsync();
        await Journal.AdvanceAsync([Step(settlement, SettlementState.Withdrawn, "relayer_unavailable")], Cancellation);
        var again = await Journal.AcceptAsync(New(settlement.Id), Cancellation);
        Assert.True(again.IsNew);
        Assert.Equal(3, again.Record.Version);
        Assert.Equal([SettlementState.Accepted, SettlementState.Withdrawn, SettlementState.Accepted], again.Record.History.Select(step => step.State));
    }

    [Fact]
    public async Task At_most_one_transaction_ever_claims_a_settlement()
    {
        var settlement = await AcceptAsync();
        var lease = await LeaseAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(nonce => SignAsync((ulong)nonce, lease.Fence, settlement)));

        Assert.Single(results, result => result.Outcome == SigningOutcome.Stored);
        Assert.Equal(49, results.Count(result => result.Outcome == SigningOutcome.SettlementsTaken));
        Assert.Single(await OpenAsync());
        var signed = await Journal.FindAsync(settlement.Id, Cancellation);
        Assert.Equal(SettlementState.Signed, signed?.State);
        Assert.Equal((await OpenAsync())[0].Id, signed?.CarriedBy);
    }

    [Fact]
    public async Task A_batch_is_signed_as_a_whole_or_not_at_all()
    {
        var lease = await LeaseAsync();
        var taken = await AcceptAsync();
        await SignAsync(0, lease.Fence, taken);
        var free = await AcceptAsync();

        var refused = await SignAsync(1, lease.Fence, free, taken);
        Assert.Equal(SigningOutcome.SettlementsTaken, refused.Outcome);
        Assert.Equal([SettlementState.Accepted, SettlementState.Signed], refused.Settlements.Select(record => record.State));
        Assert.Equal(SettlementState.Accepted, (await Journal.FindAsync(free.Id, Cancellation))?.State);
        Assert.Null(await Journal.FindTransactionAsync(new(Network, Relayer, 1), Cancellation));
    }

    [Fact]
    public async Task Nothing_is_signed_with_a_settlement_that_is_gone()
    {
        var lease = await LeaseAsync();
        var present = await AcceptAsync();

        await Assert.ThrowsAsync<UnreadableRecordException>(async () => await SignAsync(0, lease.Fence, present, New()));

        Assert.Equal(SettlementState.Accepted, (await Journal.FindAsync(present.Id, Cancellation))?.State);
        Assert.Empty(await OpenAsync());
    }

    [Fact]
    public async Task A_transaction_that_pays_by_former_terms_does_not_claim_the_settlement_that_was_accepted_anew()
    {
        var lease = await LeaseAsync();
        var former = await AcceptAsync();
        var other = await AcceptAsync();
        await Journal.AdvanceAsync([Step(former, SettlementState.Withdrawn, "relayer_unavailable")], Cancellation);
        var dearer = SamplePayments.Requirements with { Amount = "1000000" };
        var present = (await Journal.AcceptAsync(New(former.Id) with { Request = new(ProtocolVersion.V2, SamplePayments.Payload with { Accepted = dearer }, dearer) }, Cancellation)).Record;

        var refused = await SignAsync(0, lease.Fence, other, former);

        Assert.Equal(SigningOutcome.SettlementsTaken, refused.Outcome);
        Assert.Equal([other.Version, present.Version], refused.Settlements.Select(record => record.Version));
        Assert.Equal("1000000", refused.Settlements[1].Request.Requirements.Amount);
        Assert.Equal(SettlementState.Accepted, (await Journal.FindAsync(present.Id, Cancellation))?.State);
        Assert.Empty(await OpenAsync());

        var signed = await SignAsync(0, lease.Fence, present);

        Assert.Equal((SigningOutcome.Stored, "1000000"), (signed.Outcome, signed.Settlements[0].Request.Requirements.Amount));
    }

    [Fact]
    public async Task A_nonce_is_used_once()
    {
        var lease = await LeaseAsync();
        await SignAsync(7, lease.Fence, await AcceptAsync());
        var second = await SignAsync(7, lease.Fence, await AcceptAsync());
        Assert.Equal(SigningOutcome.NonceTaken, second.Outcome);
        Assert.Equal(7UL, await Journal.FindLastNonceAsync(Network, Relayer, Cancellation));
    }

    [Fact]
    public async Task A_lost_lease_signs_nothing_any_more()
    {
        var old = await LeaseAsync();
        var settlement = await AcceptAsync();
        await SignAsync(0, old.Fence, settlement);
        Time.Advance(TimeSpan.FromMinutes(2));
        var present = await LeaseAsync();
        Assert.True(present.Fence > old.Fence);

        Assert.Equal(SigningOutcome.LeaseLost, (await SignAsync(1, old.Fence, await AcceptAsync())).Outcome);
        Assert.Null(await Journal.AddVariantAsync(new(Network, Relayer, 0), Variant("0xbb"), old.Fence, Cancellation));
        Assert.NotNull(await Journal.AddVariantAsync(new(Network, Relayer, 0), Variant("0xbb"), present.Fence, Cancellation));
    }

    [Fact]
    public async Task Every_variant_of_a_transaction_is_kept_and_a_closed_one_takes_no_more()
    {
        var lease = await LeaseAsync();
        await SignAsync(0, lease.Fence, await AcceptAsync());
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Journal.AddVariantAsync(new(Network, Relayer, 0), Variant($"0x{i}"), lease.Fence, Cancellation).AsTask()));
        var stored = await Journal.FindTransactionAsync(new(Network, Relayer, 0), Cancellation);
        Assert.Equal(11, stored?.Variants.Count);
        Assert.Equal([1, 2, 3], stored!.Variants[0].Raw.ToArray());
        Assert.Equal(30_000_000_000UL, (ulong)stored.Variants[0].MaxFeePerGas);

        await Journal.CloseAsync(new(Network, Relayer, 0), "0x3", Cancellation);
        await Journal.CloseAsync(new(Network, Relayer, 0), null, Cancellation);
        var closed = await Journal.FindTransactionAsync(new(Network, Relayer, 0), Cancellation);
        Assert.Equal((true, "0x3"), (closed!.IsClosed, closed.Mined));
        Assert.Empty(await OpenAsync());
        Assert.Null(await Journal.AddVariantAsync(new(Network, Relayer, 0), Variant("0xcc"), lease.Fence, Cancellation));
        Assert.Equal(0UL, await Journal.FindLastNonceAsync(Network, Relayer, Cancellation));
    }

    [Fact]
    public async Task Only_a_step_based_on_the_stored_version_is_taken()
    {
        var settlement = await SignAsync(0);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Journal.AdvanceAsync([Step(settlement, SettlementState.Broadcast)], Cancellation).AsTask()));
        Assert.Single(results, result => result[0] is not null);
    }

    [Fact]
    public async Task Steps_the_state_machine_forbids_are_refused_one_by_one()
    {
        var settlement = await SignAsync(0);
        var other = await AcceptAsync();
        var results = await Journal.AdvanceAsync([Step(settlement, SettlementState.Settled), Step(other, SettlementState.Signed), Step(settlement, SettlementState.Broadcast)], Cancellation);
        Assert.Null(results[0]);
        Assert.Null(results[1]);
        Assert.Equal(SettlementState.Broadcast, results[2]?.State);
    }

    [Fact]
    public async Task Steps_of_one_settlement_that_follow_each_other_are_taken_together_or_not_at_all()
    {
        var settlement = await SignAsync(0);
        var confirmed = Step(settlement, SettlementState.Confirmed);
        SettlementAdvance[] steps = [confirmed, confirmed with { Version = confirmed.Version + 1, To = SettlementState.Settled }];
        var taken = await Journal.AdvanceAsync(steps, Cancellation);
        var again = await Journal.AdvanceAsync(steps, Cancellation);

        Assert.Equal([SettlementState.Confirmed, SettlementState.Settled], taken.Select(record => record?.State));
        Assert.Equal([null, null], again);
        var stored = await Journal.FindAsync(settlement.Id, Cancellation);
        Assert.Equal((SettlementState.Settled, settlement.Version + 2), (stored!.State, stored.Version));
        Assert.Equal([SettlementState.Signed, SettlementState.Confirmed, SettlementState.Settled], stored.History.Skip(1).Select(step => step.State));
        Assert.Empty(await ListAsync(new SettlementQuery { States = [SettlementState.Signed, SettlementState.Confirmed] }));
    }

    [Fact]
    public async Task Of_many_steps_each_is_taken_or_refused_for_itself()
    {
        var settlements = await Task.WhenAll(Enumerable.Range(0, 250).Select(_ => AcceptAsync()));
        foreach (var taken in settlements.Where((_, i) => i % 3 == 0))
            await Journal.AdvanceAsync([Step(taken, SettlementState.Withdrawn)], Cancellation);

        var results = await Journal.AdvanceAsync([.. settlements.Select(settlement => Step(settlement, SettlementState.Failed))], Cancellation);

        Assert.Equal(settlements.Select((_, i) => i % 3 != 0), results.Select(record => record is not null));
        Assert.Equal(
            settlements.Where((_, i) => i % 3 != 0).Select(settlement => settlement.Id.ToString()).Order(StringComparer.Ordinal),
            (await ListAsync(new SettlementQuery { States = [SettlementState.Failed] })).Select(record => record.Id.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Open_settlements_are_never_dropped_and_are_listed_oldest_first()
    {
        var first = await SignAsync(0);
        Time.Advance(TimeSpan.FromDays(400));
        var second = await AcceptAsync();
        Assert.Equal([first.Id, second.Id], (await ListAsync(new SettlementQuery())).Select(record => record.Id));
        Assert.Equal([first.Id], (await ListAsync(new SettlementQuery { States = [SettlementState.Signed], Network = Network })).Select(record => record.Id));
        Assert.Empty(await ListAsync(new SettlementQuery { Network = "eip155:1" }));
        Assert.Equal([first.Id], (await ListAsync(new SettlementQuery { UpdatedBefore = Time.GetUtcNow() })).Select(record => record.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Other_networks_settlements_hide_none_of_ours_however_many_they_are(int limit)
    {
        // older than ours, and more than fit into an answer
        for (var i = 0; i < 350; i++)
            await Journal.AcceptAsync(New(SamplePayments.New(Time.GetUtcNow()).Id with { Network = "eip155:1" }), Cancellation);
        Time.Advance(TimeSpan.FromSeconds(1));
        var ours = new[] { await AcceptAsync(), await AcceptAsync(), await SignAsync(0), await AcceptAsync() };

        var listed = await ListAsync(new SettlementQuery { States = [SettlementState.Accepted, SettlementState.Signed], Network = Network, Limit = limit });
        var elsewhere = await ListAsync(new SettlementQuery { Network = "eip155:1", Limit = limit });

        Assert.Equal(Math.Min(limit, ours.Length), listed.Select(record => record.Id).Intersect(ours.Select(record => record.Id)).Count());
        Assert.Equal(Math.Min(limit, ours.Length), listed.Count);
        Assert.Equal(Math.Min(limit, 350), elsewhere.Count);
    }

    [Fact]
    public async Task A_waiting_caller_wakes_with_the_next_version()
    {
        var settlement = await SignAsync(0);
        var waiting = Journal.WaitAsync(settlement.Id, settlement.Version, TimeSpan.FromMinutes(1), Cancellation).AsTask();
        await Journal.AdvanceAsync([Step(settlement, SettlementState.Broadcast)], Cancellation);
        Assert.Equal(SettlementState.Broadcast, (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation))?.State);
    }

    [Fact]
    public async Task A_lease_has_one_holder_and_its_fence_only_grows()
    {
        var grants = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Leases.AcquireAsync("relayer/x", $"replica-{i}", TimeSpan.FromMinutes(1), Cancellation).AsTask()));
        var lease = Assert.Single(grants, grant => grant is not null)!;
        Assert.True(await Leases.RenewAsync(lease, TimeSpan.FromMinutes(1), Cancellation));
        await Leases.ReleaseAsync(lease, Cancellation);
        Assert.False(await Leases.RenewAsync(lease, TimeSpan.FromMinutes(1), Cancellation));

        var next = await Leases.AcquireAsync("relayer/x", "replica-b", TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(lease.Fence + 1, next?.Fence);
        await Leases.ReleaseAsync(lease, Cancellation);
        Assert.Null(await Leases.AcquireAsync("relayer/x", "replica-c", TimeSpan.FromMinutes(1), Cancellation));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await Leases.AcquireAsync("relayer/x", "replica-c", TimeSpan.FromMinutes(1), Cancellation));
    }

    private static FacilitatorRequest Request(int version) =>
        new(version, SamplePayments.Payload with { X402Version = version, Accepted = version == ProtocolVersion.V1 ? null : SamplePayments.Requirements }, SamplePayments.Requirements);

    protected SettlementRecord New(PaymentId? id = null) => new()
    {
        Id = id ?? SamplePayments.New(Time.GetUtcNow()).Id,
        Version = 1,
        State = SettlementState.Accepted,
        Request = Request(ProtocolVersion.V2),
        Payer = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        ValidBefore = Time.GetUtcNow().AddMinutes(5),
        UpdatedAt = Time.GetUtcNow(),
        History = [new(SettlementState.Accepted, Time.GetUtcNow())],
    };

    protected async Task<SettlementRecord> AcceptAsync() => (await Journal.AcceptAsync(New(), Cancellation)).Record;

    private async Task<SettlementRecord> SignAsync(ulong nonce)
    {
        var lease = await LeaseAsync();
        return (await SignAsync(nonce, lease.Fence, await AcceptAsync())).Settlements[0];
    }

    protected async Task<SigningResult> SignAsync(ulong nonce, long fence, params SettlementRecord[] settlements)
    {
        var transaction = Transaction(nonce, Array.ConvertAll(settlements, static settlement => settlement.Id));
        return await Journal.SignAsync(transaction, Array.ConvertAll(settlements, static settlement => settlement.Version), fence, Time.GetUtcNow(), Cancellation);
    }

    protected async Task<RelayerLease> LeaseAsync()
    {
        var lease = await Leases.AcquireAsync(RelayerTransactionId.LeaseNameOf(Network, Relayer), "replica-a", TimeSpan.FromMinutes(1), Cancellation);
        Assert.NotNull(lease);
        return lease;
    }

    protected RelayerTransaction Transaction(ulong nonce, params PaymentId[] settlements) => new()
    {
        Id = new(Network, Relayer, nonce),
        Settlements = settlements,
        Variants = [Variant($"0xaa{nonce}")],
    };

    private SignedVariant Variant(string hash) => new(hash, new byte[] { 1, 2, 3 }, 30_000_000_000, 1_000_000_000, Time.GetUtcNow());

    protected SettlementAdvance Step(SettlementRecord record, SettlementState to, string? reason = null) =>
        new() { Id = record.Id, Version = record.Version, To = to, Reason = reason, At = Time.GetUtcNow() };

    protected async Task<List<RelayerTransaction>> OpenAsync()
    {
        var found = new List<RelayerTransaction>();
        await foreach (var transaction in Journal.ListOpenTransactionsAsync(Network, Relayer, Cancellation))
            found.Add(transaction);
        return found;
    }

    protected async Task<List<SettlementRecord>> ListAsync(SettlementQuery query)
    {
        var found = new List<SettlementRecord>();
        await foreach (var record in Journal.QueryAsync(query, Cancellation))
            found.Add(record);
        return found;
    }
}
