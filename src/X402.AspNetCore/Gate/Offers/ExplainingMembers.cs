using System.Text.Json;
using System.Text.Json.Serialization;
using X402.Reasons;

namespace X402.AspNetCore.Gate.Offers;

/// <summary>
/// <c>message</c> beside <c>error</c> in 402 answers: the code is for programs and stays bare, the sentence is for the person who has to act.
/// </summary>
internal static partial class ExplainingMembers
{
    public static Dictionary<string, JsonElement>? For(PaymentReason reason, string? detail)
    {
        if (reason == PaymentReasons.PaymentRequired)
            return null;
        var sentence = PaymentReasons.Explain(reason.Code);
        var message = (sentence, detail) switch
        {
            (null, null) => null,
            ({ } known, null) => known,
            (null, { } told) => told,
            ({ } known, { } told) => $"{known} {told}",
        };
        return message is null ? null : new() { ["message"] = JsonSerializer.SerializeToElement(message, TextJson.Default.String) };
    }

    [JsonSerializable(typeof(string))]
    private sealed partial class TextJson : JsonSerializerContext;
}
