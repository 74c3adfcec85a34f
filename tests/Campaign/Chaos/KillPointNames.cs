namespace X402.Campaign.Chaos;

/// <summary>Every place between two steps of a payment where a crash is worst, as the services know them (<c>X402_KILL_POINT</c>).</summary>
internal static class KillPointNames
{
    public const string FacilitatorName = "facilitator";
    public const string ShopName = "resource server";

    public static IReadOnlyList<string> Facilitator { get; } = ["accepted", "signing", "signed", "sent", "mined", "confirmed"];

    /// <summary>Of both flows: only what is paid after the work is ever fulfilled before it is settled, only what is paid up front is ever being served or owed.</summary>
    public static IReadOnlyList<string> Shop { get; } = ["reserved", "verified", "fulfilled", "settling", "settled", "released", "serving", "owed"];

    public static IEnumerable<(string Who, string Point)> All =>
        Facilitator.Select(static point => (FacilitatorName, point)).Concat(Shop.Select(static point => (ShopName, point)));
}
