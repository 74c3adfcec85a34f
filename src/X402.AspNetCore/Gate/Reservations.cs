using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using X402.AspNetCore.Gate.Settlement;
using X402.Ledger;
using X402.Protocol;

namespace X402.AspNetCore.Gate;

/// <summary>What a request asks the ledger to reserve.</summary>
internal static class Reservations
{
    public static PaymentReservation For(PaidRequest request, TimeSpan lease) => new()
    {
        Id = request.Identity.Id,
        RequestFingerprint = request.Fingerprint,
        Requirements = request.Terms.Requirements,
        Payload = request.Terms.Payload,
        Endpoint = request.Endpoint.Name,
        ValidBefore = request.Identity.ValidBefore,
        Owner = PaymentSettler.Owner,
        Lease = lease,
        TraceId = Activity.Current?.TraceId.ToHexString(),
        IdentifierKey = request.PurchaseName is { } name ? IdentifierKey(request, name) : null,
    };

    // two buyers with one identifier have two purchases: nobody fetches what somebody else bought by guessing a name
    private static string IdentifierKey(PaidRequest request, string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{PaymentIdentifier.ExtensionName}\n{request.Terms.Requirements.PayTo.ToLowerInvariant()}\n{request.Identity.Id.Payer}\n{name}")));
}
