using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using X402.Facilitator.Tests.Hosting;
using X402.Money;
using X402.Settlement;
using X402.TestSupport.Chain;

namespace X402.Facilitator.Tests.Settlement;

/// <summary>Operators see what relayers have; a facilitator whose relayers have nothing says so at once, until they are funded.</summary>
public sealed class RelayerBalanceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_balance_of_a_relayer_that_has_nothing_to_do_is_reported_and_followed()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        // a number nobody else has: other tests' relayers report to the same listener
        await SetBalanceAsync(chain, 4_020_402_040_204);
        var seen = new ConcurrentDictionary<double, byte>();
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => Listen(instrument, listener) };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seen.TryAdd(value, 0));
        listener.Start();
        await using var host = await FacilitatorHost.StartAsync(chain);

        await ReportedAsync(4_020_402_040_204);
        await SetBalanceAsync(chain, 4_020_402_040_205);
        await ReportedAsync(4_020_402_040_205);

        Task ReportedAsync(double wei) => Eventually.TrueAsync(() =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(seen.ContainsKey(wei));
        });
    }

    [Fact]
    public async Task With_empty_relayers_only_the_first_caller_waits_and_a_refill_is_noticed_at_once()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        await SetBalanceAsync(chain, 0);
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:SettleTimeout"] = "00:00:03" });
        var payer = new Payer(chain);
        Assert.Equal("relayer_unavailable", (await host.SettleOnceAsync(await payer.PayAsync())).ErrorReason);

        // not accepted at all: there is nothing to take back
        var (status, refused) = await host.PostAsync("/settle", await payer.PayAsync());
        var accepted = await host.CountAsync(chain, SettlementState.Withdrawn);
        await SetBalanceAsync(chain, 1_000_000_000_000_000_000);
        // our own client: where three seconds are too short it asks again
        var settled = await host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);

        Assert.Equal((503, "relayer_unavailable"), (status, refused.GetProperty("errorReason").GetString()));
        Assert.Equal(1, accepted);
        Assert.True(settled.Success, settled.ErrorReason);
    }

    [Fact]
    public async Task What_was_reserved_for_a_transaction_that_was_not_sent_pays_for_the_next_one()
    {
        await using var chain = await AnvilProcess.StartAsync(cancellationToken: Cancellation);
        var payer = new Payer(chain);
        UInt256 cost;
        await using (var measured = await FacilitatorHost.StartAsync(chain))
        {
            var receipt = await measured.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);
            var sent = await chain.RpcAsync("eth_getTransactionByHash", [receipt.Transaction], Cancellation);
            cost = (UInt256)Convert.ToUInt64(sent.GetProperty("gas").GetString(), 16) * Convert.ToUInt64(sent.GetProperty("maxFeePerGas").GetString(), 16);
        }
        // enough for one transaction, never for two; with each block gas becomes an eighth cheaper
        await chain.RpcAsync("anvil_setBalance", [chain.Accounts[0].Address.ToString(), $"0x{(System.Numerics.BigInteger)cost * 3 / 2:x}"], Cancellation);
        var refusals = 3;
        await using var host = await FacilitatorHost.StartAsync(chain, new Dictionary<string, string?> { ["Network:SettleTimeout"] = "00:00:10" }, services: services => services
            .MeddleWithJournal(inner => new MeddledJournal(inner) { Signing = () => refusals-- > 0 ? SigningOutcome.NonceTaken : null }));

        var settled = await host.Facilitator.SettleAsync(await payer.PayAsync(), Cancellation);

        Assert.True(settled.Success, settled.ErrorReason);
        Assert.Equal(2UL, await chain.TransactionsOfAsync(0));
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == "x402.relayer.balance")
            listener.EnableMeasurementEvents(instrument);
    }

    private static async Task SetBalanceAsync(AnvilProcess chain, ulong wei) =>
        await chain.RpcAsync("anvil_setBalance", [chain.Accounts[0].Address.ToString(), $"0x{wei:x}"], Cancellation);
}
