using Microsoft.Extensions.Logging.Abstractions;
using X402.Evm.Settlement;
using X402.Facilitator.Tests.Hosting;
using X402.Payments;
using X402.Settlement;
using X402.TestSupport;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Two ways lead one transaction to the watcher: its relayer has just sent it, and the reconciler has found it in the journal.</summary>
public sealed class AdoptionTests(AnvilFixture fixture) : IClassFixture<AnvilFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_relayer_gets_its_room_back_though_its_transaction_was_being_read_from_the_journal_when_it_came()
    {
        var (reading, read) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var watcher = Watch(journal => new MeddledJournal(journal)
        {
            Finding = () =>
            {
                reading.SetResult();
                return read.Task;
            },
        });
        var transaction = await SendAsync();
        var room = new TaskCompletionSource();

        var adopting = watcher.AdoptAsync(transaction, null, Cancellation);
        await reading.Task;
        watcher.Track(OfItsRelayer(transaction, room));
        read.SetResult();
        await adopting;

        await RunUntilAsync(watcher, room.Task);
    }

    [Fact]
    public async Task A_relayer_gets_its_room_back_though_its_transaction_came_when_the_adopted_one_was_finished()
    {
        ChainWatcher watcher = null!;
        RelayerTransaction transaction = null!;
        var room = new TaskCompletionSource();
        var times = 0;
        watcher = Watch(journal => new MeddledJournal(journal)
        {
            Closing = () =>
            {
                if (times++ == 0)
                    watcher.Track(OfItsRelayer(transaction, room));
            },
        });
        using var owned = watcher;
        transaction = await SendAsync();
        await watcher.AdoptAsync(transaction, null, Cancellation);

        await RunUntilAsync(watcher, room.Task);
    }

    private static TrackedTransaction OfItsRelayer(RelayerTransaction transaction, TaskCompletionSource room)
    {
        var tracked = new TrackedTransaction(transaction, []) { WasSent = true };
        tracked.HoldSlot(room.SetResult);
        return tracked;
    }

    private static async Task RunUntilAsync(ChainWatcher watcher, Task done)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var watching = watcher.RunAsync(stopping.Token);
        await done.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    private async Task<RelayerTransaction> SendAsync()
    {
        var (from, to) = (fixture.Chain.Accounts[0].Address, fixture.Chain.Accounts[1].Address);
        var hash = await fixture.Chain.SendAsync(from, to, default, Cancellation);
        return new()
        {
            Id = new(fixture.Chain.Network.ToString(), from.ToLowerString(), 0),
            Settlements = [new PaymentId(fixture.Chain.Network.ToString(), fixture.Chain.TokenAddress.ToLowerString(), to.ToLowerString(), "0x01")],
            Variants = [new(hash.ToString(), default, 1, 1, DateTimeOffset.UtcNow)],
        };
    }

    private ChainWatcher Watch(Func<ISettlementJournal, ISettlementJournal> meddle)
    {
        var (options, time, rpc) = (new EvmNetworkOptions(), TimeProvider.System, fixture.Chain.Rpc);
        var chain = new ChainContext
        {
            Network = fixture.Chain.Network.ToString(),
            ChainId = fixture.Chain.ChainId,
            Options = options,
            Rpc = rpc,
            Witnesses = Witnesses.One(rpc),
            Journal = meddle(new InMemorySettlementJournal(time, new InMemoryRelayerLeases(time))),
            Schemes = new Dictionary<string, IEvmSettlementScheme>(),
            Time = time,
            Logger = NullLogger.Instance,
            GasBudget = new(options, time, NullLogger.Instance),
            Queue = new(time),
            Identity = new(IsDevelopment: true, fixture.Chain.Network.ToString(), HasMulticall: false),
        };
        var judge = new SettlementJudge(chain, new EvidenceFinder(chain.Witnesses, options.LogLookback));
        return new(chain, judge, new TransactionMinder(chain, judge, new Broadcaster(rpc, NullLogger.Instance)));
    }
}
