using System.Text.Json;
using X402.Client.Tests.Support;
using X402.Purchases;

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
