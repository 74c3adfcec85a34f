using System.Text.Json;
using X402.Evm.Rpc;
using X402.Evm.Schemes.Exact;
using X402.Evm.Settlement;
using X402.Payments;
using X402.Protocol;
using X402.Reasons;
using X402.Settlement;

namespace X402.Evm.Tests.Settlement;

/// <summary>Payments, and how far they have come when a test begins.</summary>
internal sealed partial class EngineBench
{
    /// <summary>A token whose settlements may share transactions.</summary>
    public const string Dollar = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

    /// <summary>A token that nobody knows.</summary>
    public const string OtherToken = "0x6666666666666666666666666666666666666666";

    private const string Payer = "0x2222222222222222222222222222222222222222";
    private const string Payee = "0x3333333333333333333333333333333333333333";
    private const string Stranger = "0x5555555555555555555555555555555555555555";

    private int _payments;
    private ulong _transactions;

    /// <summary>The gas that the settlement of a payment may use.</summary>
    public static ulong GasLimit => ExactOf(new FakeNode(), TimeProvider.System).TryBuildCall(PaymentOf(1, 1, Dollar, DateTimeOffset.UnixEpoch))!.GasLimit;

    /// <summary>A transaction's hash.</summary>
    public static string Hash(int number) => $"0x7{number:x63}";

    /// <summary>A payment, with a nonce of its own where none is given. Nobody has signed it, which only its verification cares about.</summary>
    public FacilitatorRequest Payment(string asset = Dollar, int? nonce = null, ulong amount = 10_000) => PaymentOf(nonce ?? ++_payments, amount, asset, Time.GetUtcNow().AddMinutes(10));

    public EvmSettlementCall CallOf(FacilitatorRequest payment) => Scheme.TryBuildCall(payment)!;

    /// <summary>Asks for a payment's settlement, where verification has found it valid, or not.</summary>
    public Task<SettleResponse> SettleAsync(FacilitatorRequest payment, PaymentReason? invalid = null)
    {
        var desk = new SettlementDesk(Chain, Evidence, static () => true, static _ => ValueTask.FromResult(false));
        return desk.SettleAsync(new Verified(Scheme, invalid), payment, Cancellation);
    }

    public async Task<SettlementItem> AcceptAsync(FacilitatorRequest payment)
    {
        var (call, now) = (CallOf(payment), Time.GetUtcNow());
        var record = new SettlementRecord
        {
            Id = call.Id,
            Version = 1,
            State = SettlementState.Accepted,
            Request = payment,
            Payer = Payer,
            ValidBefore = call.ValidBefore,
            UpdatedAt = now,
            History = [new(SettlementState.Accepted, now)],
        };
        var (isNew, accepted) = await Journal.AcceptAsync(record, Cancellation);
        Assert.True(isNew);
        return new(accepted, call);
    }

    public Task<SettlementItem> AcceptAsync() => AcceptAsync(Payment());

    /// <summary>Withdraws a payment and accepts another one in its place.</summary>
    public async Task<SettlementItem> AcceptAnewAsync(SettlementItem former, FacilitatorRequest payment)
    {
        await StepAsync(former.Record, SettlementState.Withdrawn);
        return await AcceptAsync(payment);
    }

    /// <summary>Takes a step as another process would: no item here knows of it.</summary>
    public Task<SettlementRecord> StepAsync(SettlementRecord record, SettlementState to) => StepAsync(
        new() { Id = record.Id, Version = record.Version, To = to, Reason = to == SettlementState.Withdrawn ? PaymentReasons.RelayerUnavailable.Code : null, At = Time.GetUtcNow() });

    public async Task<SettlementRecord> StepAsync(SettlementAdvance step)
    {
        var stored = (await Journal.AdvanceAsync([step], Cancellation))[0];
        Assert.NotNull(stored);
        return stored;
    }

    /// <summary>Journals a transaction that carries a settlement, of a relayer that is not employed here.</summary>
    public async Task<TrackedTransaction> SignAsync(SettlementItem item, string hash)
    {
        var now = Time.GetUtcNow();
        var transaction = new RelayerTransaction { Id = new(Network, Stranger, _transactions++), Settlements = [item.Call.Id], Variants = [new(hash, default, 1, 1, now)] };
        var signed = await Journal.SignAsync(transaction, [item.Record.Version], 1, now, Cancellation);
        Assert.Equal(SigningOutcome.Stored, signed.Outcome);
        item.Follow(signed.Settlements[0]);
        return new(transaction, [item]);
    }

    /// <summary>Accepts a payment and has the watcher watch the transaction that carries it.</summary>
    public async Task<PaymentId> SendAsync(FacilitatorRequest payment, string hash)
    {
        var item = await AcceptAsync(payment);
        Track(await SignAsync(item, hash));
        return item.Call.Id;
    }

    /// <summary>Has the watcher watch a transaction as one that was just sent.</summary>
    public void Track(TrackedTransaction transaction)
    {
        (transaction.WasSent, transaction.SentAt, transaction.EvidenceAt) = (true, Time.GetUtcNow(), Time.GetUtcNow());
        Watcher.Track(transaction);
    }

    /// <summary>Confirms a payment that somebody else's transaction has made.</summary>
    public async Task<PaymentId> ConfirmAsync(FacilitatorRequest payment, string hash, ulong block)
    {
        var accepted = (await AcceptAsync(payment)).Record;
        Node.Pay(payment, hash, block);
        await StepAsync(new() { Id = accepted.Id, Version = accepted.Version, To = SettlementState.Confirmed, Transaction = hash, BlockNumber = block, BlockHash = Node.HashOf(block), At = Time.GetUtcNow() });
        return accepted.Id;
    }

    public async Task<SettlementRecord> FindAsync(PaymentId id) => (await Journal.FindAsync(id, Cancellation))!;

    public async Task<TransactionReceipt> ReceiptOfAsync(string hash) => (await Node.SendAsync(EvmRpcCalls.Receipt(Hash32.Parse(hash)), Cancellation))!;

    private static FacilitatorRequest PaymentOf(int nonce, ulong amount, string asset, DateTimeOffset validBefore)
    {
        var requirements = new PaymentRequirements
        {
            Scheme = ExactScheme.Name,
            Network = Network,
            Asset = asset,
            Amount = $"{amount}",
            PayTo = Payee,
            MaxTimeoutSeconds = 600,
            Extra = JsonElement.Parse("""{"name":"USDC","version":"2"}"""),
        };
        var payload = JsonElement.Parse($$"""
            {
              "signature": "0x{{new string('1', 128)}}1b",
              "authorization":
              {
                "from": "{{Payer}}", "to": "{{Payee}}", "value": "{{amount}}", "validAfter": "0",
                "validBefore": "{{validBefore.ToUnixTimeSeconds()}}", "nonce": "0x{{nonce:x64}}"
              }
            }
            """);
        return new(ProtocolVersion.V2, new() { X402Version = ProtocolVersion.V2, Scheme = ExactScheme.Name, Network = Network, Payload = payload, Accepted = requirements }, requirements);
    }

    private sealed class Verified(IEvmSettlementScheme scheme, PaymentReason? invalid) : IEvmSettlementScheme
    {
        public string Scheme => scheme.Scheme;

        public ValueTask<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new VerifyResponse { IsValid = invalid is null, InvalidReason = invalid?.Code });

        public EvmSettlementCall? TryBuildCall(FacilitatorRequest request) => scheme.TryBuildCall(request);
    }
}
