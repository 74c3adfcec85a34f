using X402.Diagnostics;

namespace X402.Evm.Settlement;

/// <summary>
/// The places where a process may die with the worst consequences. Tests start a facilitator with <c>X402_KILL_POINT</c> set to one of them;
/// it then ends itself there as <c>kill -9</c> would, without any clean-up.
/// </summary>
internal static class SettlementKillPoints
{
    /// <summary>The payment is accepted; nothing is signed.</summary>
    public const string Accepted = "accepted";

    /// <summary>The transaction is signed in memory, not yet journalled.</summary>
    public const string Signing = "signing";

    /// <summary>The transaction is journalled, not yet sent.</summary>
    public const string Signed = "signed";

    /// <summary>The transaction is sent; nobody knows yet.</summary>
    public const string Sent = "sent";

    /// <summary>The receipt was seen, not yet journalled.</summary>
    public const string Mined = "mined";

    /// <summary>The outcome is journalled; the caller has no answer yet.</summary>
    public const string Confirmed = "confirmed";

    public static void Pass(string point) => KillPoints.Pass(point);
}
