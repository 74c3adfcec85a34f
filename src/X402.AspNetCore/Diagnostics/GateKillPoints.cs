using X402.Diagnostics;
using X402.Payments;

namespace X402.AspNetCore.Diagnostics;

/// <summary>
/// The places where a resource server may die with the worst consequences: right after a payment has entered each state. Verified and fulfilled are put on
/// record with the state that follows them; whoever dies there leaves a reservation.
/// </summary>
internal static class GateKillPoints
{
    /// <summary>The states by their names, so that passing one allocates nothing.</summary>
    public static void Pass(PaymentState state) => KillPoints.Pass(state switch
    {
        PaymentState.Reserved => "reserved",
        PaymentState.Verified => "verified",
        PaymentState.Fulfilled => "fulfilled",
        PaymentState.Settling => "settling",
        PaymentState.Settled => "settled",
        PaymentState.Serving => "serving",
        PaymentState.Owed => "owed",
        _ => "released",
    });
}
