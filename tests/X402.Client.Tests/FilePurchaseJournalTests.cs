using System.Text.Json;
using X402.Client.Tests.Support;
using X402.Ledger;
using X402.Purchases;
using X402.Reasons;
using X402.Schemes;

namespace X402.Client.Tests;

public sealed class FilePurchaseJournalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("x402-journal-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string JournalFile => Path.Combine(_directory, "sub", "purchases");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_was_stored_comes_back_whole(int version)
    {
        var purchase = await PurchaseAsync("a", version);
        using (var journal = new FilePurchaseJournal(JournalFile))
            Assert.True(await journal.AddAsync(purchase, Ct));

        using var reopened = new FilePurchaseJournal(JournalFile);
        var read = await reopened.ClaimAsync(purchase.Key, Ct);

        Assert.NotNull(read);
        Assert.Equal(purchase with { Payment = read.Payment, Requirements = read.Requirements }, read);
        Assert.Equal(Protocol.PaymentCodec.EncodeHeader(purchase.Payment), Protocol.PaymentCodec.EncodeHeader(read.Payment));
        Assert.Equal(Protocol.PaymentCodec.EncodeForStorage(purchase.Requirements), Protocol.PaymentCodec.EncodeForStorage(read.Requirements));
    }

    [Fact]
    public async Task A_refused_payment_is_followed_after_a_restart_too()
    {
        await using var shop = await Shop.OpenAsync(context => Shop.Ask(context, PaymentReasons.PaymentFailed.Code, Offers.Cent));
        var wallet = new TestWallet { Fate = AuthorizationFate.Void };
        using (var journal = new FilePurchaseJournal(JournalFile))
        {
            using var client = Buyer.Create(wallet, services: new PaymentServices { Journal = journal, Evidence = [wallet] });
            await client.FailsAsync<PaymentRefusedException>(shop.Url);
        }

        using var reopened = new FilePurchaseJournal(JournalFile);
        var closed = await new PurchaseReconciler(new PaymentServices { Journal = reopened, Evidence = [wallet] }).ReconcileAsync(cancellationToken: Ct);

        Assert.Equal(1, closed);
        Assert.Empty(await reopened.ListOpenAsync(10, Ct));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("order 7")]
    public async Task A_refused_payment_that_was_submitted_after_all_fetches_its_goods_after_restarts_too(string? name)
    {
        var refuses = true;
        await using var shop = await Shop.OpenAsync(context => refuses && Shop.Payment(context.Request) is not null
            ? Shop.Ask(context, PaymentReasons.PaymentFailed.Code, Offers.Cent)
            : Shop.Sell(context, Offers.Cent));
        var wallet = new TestWallet { Fate = AuthorizationFate.Settled };

        Assert.Equal(PurchaseOutcome.Refused, await BuyAsync());
        refuses = false;
        using (var journal = new FilePurchaseJournal(JournalFile))
            Assert.Equal(1, await new PurchaseReconciler(new PaymentServices { Journal = journal, Evidence = [wallet] }).ReconcileAsync(cancellationToken: Ct));

        Assert.Equal(PurchaseOutcome.Paid, await BuyAsync());
        Assert.Equal(1, wallet.Signed);

        async Task<PurchaseOutcome> BuyAsync()
        {
            using var journal = new FilePurchaseJournal(JournalFile);
            using var client = Buyer.Create(wallet, services: new PaymentServices { Journal = journal, Evidence = [wallet] });
            using var request = new HttpRequestMessage(HttpMethod.Get, shop.Url);
            if (name is not null)
                request.SetPurchaseKey(name);
            using var result = await client.SendPaidAsync(request, Ct);
            return result.Outcome;
        }
    }

    [Fact]
    public async Task A_payment_is_on_disk_when_adding_returns()
    {
        using var journal = new FilePurchaseJournal(JournalFile);
        var purchase = await PurchaseAsync("a");
        await journal.AddAsync(purchase, Ct);

        // as another program sees it while this one runs, or after it was killed
        await using var file = new FileStream(JournalFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var text = await new StreamReader(file).ReadToEndAsync(Ct);
        Assert.Contains(purchase.Identity.Id.Nonce, text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finished_purchases_are_forgotten_and_open_and_named_ones_kept()
    {
        using (var journal = new FilePurchaseJournal(JournalFile))
        {
            foreach (var (key, state, unique) in ((string, PurchaseState, bool)[])[("open", PurchaseState.Open, false), ("settled", PurchaseState.Settled, false), ("named", PurchaseState.Settled, true), ("refused", PurchaseState.Refused, true), ("void", PurchaseState.Void, false)])
            {
                var purchase = await PurchaseAsync(key) with { IsUnique = unique };
                await journal.AddAsync(purchase, Ct);
                await journal.ReleaseAsync(purchase with { State = state, Transaction = "0x1" }, Ct);
            }
        }

        using var reopened = new FilePurchaseJournal(JournalFile);

        Assert.NotNull(await reopened.ClaimAsync("open", Ct));
        Assert.Equal("0x1", (await reopened.ClaimAsync("named", Ct))?.Transaction);
        Assert.Null(await reopened.ClaimAsync("settled", Ct));
        Assert.Null(await reopened.ClaimAsync("refused", Ct));
        Assert.Null(await reopened.ClaimAsync("void", Ct));
        Assert.Equal(2, (await ReadLinesAsync()).Length);
    }

    [Fact]
    public async Task An_incomplete_last_line_is_dropped()
    {
        using (var journal = new FilePurchaseJournal(JournalFile))
            await journal.AddAsync(await PurchaseAsync("a"), Ct);
        await File.AppendAllTextAsync(JournalFile, """{"id":"torn","key":"b","fing""", Ct);

        using (var reopened = new FilePurchaseJournal(JournalFile))
        {
            Assert.NotNull(await reopened.ClaimAsync("a", Ct));
            await reopened.AddAsync(await PurchaseAsync("c"), Ct);
        }
        using var again = new FilePurchaseJournal(JournalFile);
        Assert.NotNull(await again.ClaimAsync("c", Ct));
    }

    [Theory]
    [InlineData("this is no journal\n")]
    [InlineData("{}\n")]
    [InlineData("{\"id\":\"unknown\",\"state\":\"Settled\"}\n")]
    [InlineData("{\"id\":\"x\",\"key\":\"k\"}\n")]
    [InlineData("null\n")]
    public async Task Damage_is_refused_and_named(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(JournalFile)!);
        await File.WriteAllTextAsync(JournalFile, content, Ct);

        var failure = Assert.Throws<InvalidDataException>(() => new FilePurchaseJournal(JournalFile));

        Assert.Contains("Line 1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(JournalFile, Ct));
    }

    [Fact]
    public void Two_owners_are_refused()
    {
        using var first = new FilePurchaseJournal(JournalFile);

        Assert.Contains("in use", Assert.Throws<IOException>(() => new FilePurchaseJournal(JournalFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_owner_can_read_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var journal = new FilePurchaseJournal(JournalFile);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(JournalFile));
    }

    [Fact]
    public async Task It_does_not_grow_with_finished_purchases()
    {
        using var journal = new FilePurchaseJournal(JournalFile);
        var kept = await PurchaseAsync("kept");
        await journal.AddAsync(kept, Ct);
        var purchase = await PurchaseAsync("many");
        for (var i = 0; i < 2100; i++)
        {
            await journal.AddAsync(purchase, Ct);
            await journal.ReleaseAsync(purchase with { State = PurchaseState.Settled }, Ct);
        }

        Assert.True((await ReadLinesAsync()).Length < 200);
        Assert.Contains(kept.Id, (await ReadLinesAsync())[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purchases_go_on_while_it_cannot_be_made_smaller_and_it_is_made_smaller_later()
    {
        using var journal = new FilePurchaseJournal(JournalFile);
        var purchase = await PurchaseAsync("many");
        var obstacle = Directory.CreateDirectory(JournalFile + ".new");

        await BuyAsync(2100);
        Assert.Equal(4200, (await ReadLinesAsync()).Length);
        obstacle.Delete();
        await BuyAsync(2100);
        Assert.True((await ReadLinesAsync()).Length < 400);

        async Task BuyAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await journal.AddAsync(purchase, Ct);
                await journal.ReleaseAsync(purchase with { State = PurchaseState.Settled }, Ct);
            }
        }
    }

    [Fact]
    public async Task A_journal_that_was_out_of_reach_is_used_again_when_it_is_back()
    {
        using var journal = new FilePurchaseJournal(JournalFile);
        var (purchase, next) = (await PurchaseAsync("many"), await PurchaseAsync("next"));
        for (var i = 0; i < 2047; i++)
        {
            await journal.AddAsync(purchase, Ct);
            await journal.ReleaseAsync(purchase with { State = PurchaseState.Settled }, Ct);
        }

        // something stands in its place at the moment when it is made smaller
        var elsewhere = JournalFile + ".elsewhere";
        File.Move(JournalFile, elsewhere);
        var obstacle = Directory.CreateDirectory(JournalFile);
        await journal.AddAsync(purchase, Ct);
        await journal.ReleaseAsync(purchase with { State = PurchaseState.Settled }, Ct);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await journal.AddAsync(next, Ct));
        obstacle.Delete();
        File.Move(elsewhere, JournalFile);

        Assert.True(await journal.AddAsync(next, Ct));
        Assert.Contains(next.Id, (await ReadLinesAsync())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_paid_and_the_buyer_is_told_why()
    {
        // the device that is always full takes the place of the file when the journal is opened
        if (!OperatingSystem.IsLinux())
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(JournalFile)!);
        File.CreateSymbolicLink(JournalFile + ".new", "/dev/full");
        using var journal = new FilePurchaseJournal(JournalFile);
        await using var shop = await Shop.SellAsync(Offers.Cent);
        using var client = Buyer.Create(new TestWallet(), services: new PaymentServices { Journal = journal });

        for (var i = 0; i < 2; i++)
        {
            var failure = await client.FailsAsync<PaymentNotMadeException>(shop.Url);

            Assert.Equal(PurchaseReasons.StoreUnavailable, failure.Reason);
            Assert.Contains(JournalFile, failure.Message, StringComparison.Ordinal);
            Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
        }
        Assert.Empty(shop.Payments);
        Assert.Empty(await journal.ListOpenAsync(10, Ct));
    }

    [Fact]
    public async Task Concurrent_purchases_are_all_kept()
    {
        using (var journal = new FilePurchaseJournal(JournalFile))
        {
            var purchases = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PurchaseAsync("a")));
            await Task.WhenAll(purchases.Select(purchase => journal.AddAsync(purchase, Ct).AsTask()));
        }

        using var reopened = new FilePurchaseJournal(JournalFile);
        Assert.Equal(50, (await reopened.ListOpenAsync(100, Ct)).Count);
    }

    private async Task<string[]> ReadLinesAsync()
    {
        await using var file = new FileStream(JournalFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var lines = (await new StreamReader(file).ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => JsonElement.Parse(line));
        return lines;
    }

    private static async Task<PurchaseRecord> PurchaseAsync(string key, int version = 2)
    {
        var requirements = Offers.CentOnBaseSepolia;
        var signed = await new TestWallet().SignAsync(requirements, Offers.Required(null, requirements) with { X402Version = version }, Ct);
        return new PurchaseRecord
        {
            Id = Guid.NewGuid().ToString("N"),
            Key = key,
            RequestFingerprint = "f",
            Target = "GET http://127.0.0.1/",
            Requirements = requirements,
            Payment = signed.Payload,
            Identity = signed.Identity,
            CreatedAt = DateTimeOffset.UtcNow,
        };
    }
}
