using System.Text.Json;

namespace X402.Contracts.Tests.Token;

/// <summary>The first topics of the token's events (the same as on public networks).</summary>
internal static class EventTopics
{
    public static string Transfer { get; } = Vectors.Topic("Transfer(address,address,uint256)");

    public static string AuthorizationUsed { get; } = Vectors.Topic("AuthorizationUsed(address,bytes32)");

    public const string AuthorizationCanceled = "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";

    public static IEnumerable<string> Of(JsonElement receipt) =>
        receipt.GetProperty("logs").EnumerateArray().Select(log => log.GetProperty("topics")[0].GetString()!);
}
