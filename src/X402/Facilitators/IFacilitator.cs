using X402.Protocol;

namespace X402.Facilitators;

/// <summary>Verifies and settles payments: in process, over HTTP or over gRPC (digest section 5).</summary>
/// <remarks>
/// Expected refusals are answers, not exceptions. <see cref="FacilitatorException"/> means that there is no answer:
/// for settle the outcome is then unknown unless <see cref="FacilitatorException.OutcomeUnknown"/> says otherwise.
/// Thread safety: all members may be called concurrently.
/// </remarks>
public interface IFacilitator
{
    /// <summary>Steps 5 and 6: would this payment settle now? Changes nothing.</summary>
    Task<VerifyResponse> VerifyAsync(FacilitatorRequest request, CancellationToken cancellationToken);

    /// <summary>Steps 8 to 11: settles. Repeating it with the same payment is safe: it answers with the first one's outcome.</summary>
    Task<SettleResponse> SettleAsync(FacilitatorRequest request, CancellationToken cancellationToken);

    /// <summary>What can be verified and settled.</summary>
    Task<SupportedResponse> GetSupportedAsync(CancellationToken cancellationToken);
}
