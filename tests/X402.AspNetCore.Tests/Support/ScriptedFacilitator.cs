using X402.Facilitators;
using X402.Payments;
using X402.Protocol;

namespace X402.AspNetCore.Tests.Support;

/// <summary>The remote party, with every misbehaviour a test needs. By default it finds every payment valid and settles it once.</summary>
internal sealed class ScriptedFacilitator : IFacilitator, ISettlementWatcher
{
    private int _verifications;
    private int _settlements;

    public const string Network = "eip155:84532";
    public const string Transaction = "0x1111111111111111111111111111111111111111111111111111111111111111";

    public Func<FacilitatorRequest, CancellationToken, Task<VerifyResponse>> OnVerify { get; set; } = static (request, _) =>
        Task.FromResult(new VerifyResponse { IsValid = true, Payer = PayerOf(request) });

    public Func<FacilitatorRequest, CancellationToken, Task<SettleResponse>> OnSettle { get; set; } = static (request, _) => Task.FromResult(Settled(request));

    public Func<SupportedResponse> OnSupported { get; set; } = static () => new()
    {
        Kinds =
        [
            new() { X402Version = 2, Scheme = "exact", Network = Network },
            new() { X402Version = 1, Scheme = "exact", Network = "base-sepolia" },
        ],
    };

    /// <summary>By default it tells nothing.</summary>
    public Func<PaymentId, CancellationToken, Task> OnWait { get; set; } = static (_, _) => throw new FacilitatorException("Not watched.");

    public int Verifications => _verifications;

    public int Settlements => _settlements;

    public static SettleResponse Settled(FacilitatorRequest request) => new()
    {
        Success = true,
        Payer = PayerOf(request),
        Transaction = Transaction,
        Network = request.Requirements.Network,
    };

    public static SettleResponse Failed(FacilitatorRequest request, string reason, string transaction = "") => new()
    {
        Success = false,
        ErrorReason = reason,
        Transaction = transaction,
        Network = request.Requirements.Network,
    };

    public static string PayerOf(FacilitatorRequest request) => request.Payload.Payload.GetProperty("authorization").GetProperty("from").GetString()!;

    public Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _verifications);
        return OnVerify(request, cancellationToken);
    }

    public Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _settlements);
        return OnSettle(request, cancellationToken);
    }

    public Task WaitAsync(PaymentId id, CancellationToken cancellationToken) => OnWait(id, cancellationToken);

    public Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken) => Task.FromResult(OnSupported());
}
